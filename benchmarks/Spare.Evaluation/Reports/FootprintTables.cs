using Spare.Evaluation.Experiments;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Machine;

namespace Spare.Evaluation.Reports;

/// <summary>What each host used, by parts (SPARE 6.4).</summary>
internal static class FootprintTables
{
    public static void AddTo(Document document, Results results)
    {
        var measured = results.Records.Where(record => record is { Footprint: not null, Turn.WriteShare: null }).ToList();
        if (measured.Count == 0)
        {
            return;
        }

        document.Heading("Footprints");
        document.Paragraph(
            "Processor time is that of every process of the setting, of those that lived shortly too; memory is the "
            + "proportional set size; the network is what passed the host's interface, clients included; "
            + (measured.Any(record => record.Footprint?.Joules is not null)
                ? "power is that of the whole machine, clients included."
                : $"{PowerMeter.NotMeasured}."));
        foreach (var experiment in measured.GroupBy(record => record.Turn.Experiment))
        {
            var most = experiment.Max(record => record.Turn.Clients);
            document.Paragraph($"{experiment.Key}, {most} clients, medians of the rounds:");
            document.Table(
                ["Setting", "Host", "Part", "CPU %", "Memory MB", "Written kB/s", "Received kB/s", "Sent kB/s"],
                experiment.Where(record => record.Turn.Clients == most).GroupBy(record => record.Turn.Setting).OrderBy(group => group.Key)
                    .SelectMany(group => Rows(group.Key, [.. group.Select(record => record.Footprint).OfType<Footprint>()])));
        }
    }

    private static IEnumerable<string[]> Rows(Setting setting, IReadOnlyList<Footprint> footprints)
    {
        foreach (var host in footprints[0].Hosts.Select(host => host.Host))
        {
            var rounds = footprints
                .Select(footprint => (Of: footprint.Hosts.First(other => other.Host == host), footprint.Seconds)).ToList();
            foreach (var part in rounds[0].Of.Parts.Keys)
            {
                var used = rounds.Select(round => (round.Of.Of(part), round.Seconds));
                yield return Row(setting, host, part.ToString().ToLowerInvariant(), [.. used], "", "");
            }

            yield return Row(
                setting, host, "all", [.. rounds.Select(round => (round.Of.Total, round.Seconds))],
                Text.Number(rounds.Select(round => round.Of.Received / round.Seconds / 1e3).Median()),
                Text.Number(rounds.Select(round => round.Of.Sent / round.Seconds / 1e3).Median()));
        }
    }

    private static string[] Row(
        Setting setting, int host, string part, IReadOnlyList<(Usage Used, double Seconds)> rounds, string received, string sent) =>
    [
        setting.Word(),
        host == 0 ? "witness" : $"{host}",
        part,
        Text.Number(rounds.Select(round => 100 * round.Used.CpuSeconds / round.Seconds).Median()),
        Text.Number(rounds.Select(round => round.Used.Memory / 1e6).Median()),
        Text.Number(rounds.Select(round => round.Used.Written / round.Seconds / 1e3).Median()),
        received,
        sent,
    ];
}

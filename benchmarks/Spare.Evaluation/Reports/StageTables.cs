using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;
using Spare.Protocol.Admin;

namespace Spare.Evaluation.Reports;

/// <summary>Where the time of requests, and of passive replicas' updates, went (SPARE 6.4).</summary>
internal static class StageTables
{
    public static void AddTo(Document document, Results results)
    {
        var measured = results.Records.Where(record => record.Times.Length > 0 && record.Turn.WriteShare is null).ToList();
        if (measured.Count == 0)
        {
            return;
        }

        document.Heading("Stages of requests");
        document.Paragraph(
            "The last requests of each host, by what 'spare stages' told after the load: until they were ordered, given to the "
            + "local replica (begun), executed by it, agreed on (writes with an update), answered; and the updates of passive "
            + "replicas. Milliseconds from one stage to the next: medians of the hosts' and rounds' medians and 99th percentiles.");
        foreach (var experiment in measured.GroupBy(record => record.Turn.Experiment))
        {
            var most = experiment.Max(record => record.Turn.Clients);
            document.Paragraph($"{experiment.Key}, {most} clients:");
            document.Table(
                ["Setting", "Of", "Stage", "Median ms", "p99 ms", "Longest ms"],
                experiment.Where(record => record.Turn.Clients == most).GroupBy(record => record.Turn.Setting)
                    .OrderBy(group => group.Key).SelectMany(group => Rows(group.Key, [.. group.SelectMany(TimesOf)])));
        }
    }

    /// <summary>What each host of Spare told of that stage in each round; none: not measured.</summary>
    public static IReadOnlyList<StageTimes> Of(IEnumerable<RoundRecord> records, Stage stage) =>
        [.. records.Where(record => record.Turn.Setting == Setting.Spare).SelectMany(TimesOf).Where(times => times.Stage == stage)];

    public static double Milliseconds(long microseconds) => microseconds / 1e3;

    private static IEnumerable<StageTimes> TimesOf(RoundRecord record) => record.Times.SelectMany(host => host.Stages);

    private static IEnumerable<string[]> Rows(Setting setting, IReadOnlyList<StageTimes> all) => all
        .GroupBy(times => (times.Work, times.Stage)).OrderBy(times => times.Key.Work).ThenBy(times => times.Key.Stage)
        .Select(times => new[]
        {
            setting.Word(),
            $"{times.Key.Work.ToString().ToLowerInvariant()}s",
            times.Key.Stage.ToString().ToLowerInvariant(),
            Text.Number(times.Select(one => Milliseconds(one.Median)).Median()),
            Text.Number(times.Select(one => Milliseconds(one.NinetyNinth)).Median()),
            Text.Number(times.Max(one => Milliseconds(one.Maximum))),
        });
}

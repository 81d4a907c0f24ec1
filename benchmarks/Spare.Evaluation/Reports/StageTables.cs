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
            + "replicas. Milliseconds from one stage to the next: for each host the median of its rounds' medians, and of all the median "
            + "of the 99th percentiles.");
        foreach (var experiment in measured.GroupBy(record => record.Turn.Experiment))
        {
            var most = experiment.Max(record => record.Turn.Clients);
            int[] hosts = [.. experiment.SelectMany(record => record.Times).Select(times => times.Host).Distinct().Order()];
            document.Paragraph($"{experiment.Key}, {most} clients:");
            document.Table(
                ["Setting", "Of", "Stage", .. hosts.Select(host => $"Host {host}, ms"), "p99 ms", "Longest ms"],
                experiment.Where(record => record.Turn.Clients == most).GroupBy(record => record.Turn.Setting)
                    .OrderBy(group => group.Key).SelectMany(group => Rows(group.Key, hosts, group.SelectMany(record => record.Times))));
        }
    }

    /// <summary>What each host of Spare told of that stage in each round; none: not measured.</summary>
    public static IReadOnlyList<StageTimes> Of(IEnumerable<RoundRecord> records, Stage stage) =>
    [
        .. records.Where(record => record.Turn.Setting == Setting.Spare).SelectMany(record => record.Times)
            .SelectMany(host => host.Stages).Where(times => times.Stage == stage),
    ];

    public static double Milliseconds(long microseconds) => microseconds / 1e3;

    private static IEnumerable<string[]> Rows(Setting setting, IEnumerable<int> hosts, IEnumerable<HostTimes> all) => all
        .SelectMany(host => host.Stages, (host, times) => (host.Host, Times: times))
        .GroupBy(told => (told.Times.Work, told.Times.Stage)).OrderBy(told => told.Key.Work).ThenBy(told => told.Key.Stage)
        .Select(told => (string[])
        [
            setting.Word(),
            $"{told.Key.Work.ToString().ToLowerInvariant()}s",
            told.Key.Stage.ToString().ToLowerInvariant(),
            .. hosts.Select(host => MedianOf([.. told.Where(one => one.Host == host).Select(one => one.Times)])),
            Text.Number(told.Select(one => Milliseconds(one.Times.NinetyNinth)).Median()),
            Text.Number(told.Max(one => Milliseconds(one.Times.Maximum))),
        ]);

    private static string MedianOf(IReadOnlyList<StageTimes> told) =>
        told.Count == 0 ? Text.Nothing : Text.Number(told.Select(one => Milliseconds(one.Median)).Median());
}

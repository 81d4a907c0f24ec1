using System.Globalization;
using Spare.Protocol.Admin;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Spare.Commands;

/// <summary>Where the time of requests goes, as a table for people.</summary>
public static class StageTable
{
    public static IRenderable Of(IEnumerable<HostStages> hosts)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Host", "Of the last", "Stage");
        foreach (var title in new[] { "Median ms", "p99 ms", "Longest ms" })
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (var host in hosts)
        {
            foreach (var times in host.Stages)
            {
                var first = times.Stage is Stage.Ordered or Stage.Resumed;
                table.AddRow(
                    first ? Markup.Escape(host.Name) : "",
                    first ? $"{times.Count} {times.Work.ToString().ToLowerInvariant()}s" : "",
                    times.Stage.ToString().ToLowerInvariant(),
                    Milliseconds(times.Median), Milliseconds(times.NinetyNinth), Milliseconds(times.Maximum));
            }
        }

        return table;
    }

    private static string Milliseconds(long microseconds) =>
        (microseconds / 1_000.0).ToString("0.000", CultureInfo.InvariantCulture);
}

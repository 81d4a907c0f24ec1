using System.Globalization;

namespace Rubis.Client.Measuring;

/// <summary>Prints reports as tables.</summary>
internal static class ReportText
{
    /// <summary>When the run had one phase only, that phase is all there is to say.</summary>
    public static void Write(TextWriter output, IReadOnlyList<Report> reports)
    {
        const int onePhase = 2;
        foreach (var report in reports.Count == onePhase ? reports.Take(1) : reports)
        {
            WriteTable(output, report);
            WriteSummary(output, report);
            output.WriteLine();
        }
    }

    private static void WriteTable(TextWriter output, Report report)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Phase} ({report.Seconds:0.0} s), latencies in ms"));
        output.WriteLine(
            $"{"state",-25}{"%",7}{"count",9}{"errors",8}{"min",9}{"mean",9}{"p50",9}{"p90",9}{"p99",9}{"p99.9",9}{"max",10}");
        foreach (var state in report.States)
        {
            if (state.Count > 0)
            {
                WriteRow(output, state.State, state.Percent, state.Count, state.Errors, state.Latency);
            }
        }

        WriteRow(output, "all pages", 100, report.Requests, report.Errors, report.Latency);
    }

    private static void WriteRow(
        TextWriter output, string name, double percent, long count, long errors, Latency latency) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-25}{percent,7:0.00}{count,9}{errors,8}{latency.Minimum,9:0.00}{latency.Mean,9:0.00}{latency.P50,9:0.00}"
            + $"{latency.P90,9:0.00}{latency.P99,9:0.00}{latency.P999,9:0.00}{latency.Maximum,10:0.00}"));

    private static void WriteSummary(TextWriter output, Report report)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.RequestsPerSecond:0.00} requests/s, {report.Sorries} pages said Sorry, {report.Sessions} sessions of "
            + $"{report.MeanSessionSeconds:0.0} s on average, {report.Images} images ({report.ImageErrors} failed)"));
        foreach (var (reason, times) in report.Failures)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"failed {times} times: {reason}"));
        }
    }
}

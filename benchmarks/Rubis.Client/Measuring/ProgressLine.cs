using System.Globalization;

namespace Rubis.Client.Measuring;

/// <summary>Says in one line what happened since the last one.</summary>
internal sealed class ProgressLine(int clients, TextWriter output)
{
    private long requestsBefore;
    private TimeSpan elapsedBefore;

    public void Write(Measurements measurements)
    {
        var elapsed = measurements.Elapsed;
        var sum = Measurements.Sum(measurements.Snapshot());
        var latencies = sum.AllLatencies();
        var rate = (sum.Requests - requestsBefore) / Math.Max((elapsed - elapsedBefore).TotalSeconds, 0.001);
        requestsBefore = sum.Requests;
        elapsedBefore = elapsed;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds,5:0} s  {measurements.CurrentPhase.Name}: {clients} clients, {rate:0.0} requests/s, "
            + $"mean {latencies.Mean / 1000:0.00} ms, p99 {latencies.Percentile(99) / 1000.0:0.00} ms, "
            + $"{sum.Requests} requests, {sum.Errors} errors, {sum.Failures.Values.Sum()} failed tries"));
    }
}

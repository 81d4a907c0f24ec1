using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Spare.Lab.Networks;

namespace Spare.Benchmarks.Measuring;

/// <summary>Runs wrk (Debian) inside a host's namespace and reads its report.</summary>
internal static partial class Wrk
{
    public static async Task<WrkReport> RunAsync(
        HostNamespace host, Uri url, int connections, TimeSpan duration, CancellationToken cancellation)
    {
        var start = host.RunIn(
            "wrk", "--threads", "1", "--connections", connections.ToString(CultureInfo.InvariantCulture),
            "--duration", $"{Math.Max(1, (int)duration.TotalSeconds)}s", "--latency", url.ToString());
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new BenchmarkException("wrk did not start: run 'make setup'.");
        var text = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return Read(text, url);
    }

    /// <summary>Returns once the address answers as a page does.</summary>
    public static async Task UntilAnsweredAsync(HostNamespace host, Uri url, CancellationToken cancellation)
    {
        var start = host.RunIn(
            "curl", "--silent", "--fail", "--output", "/dev/null", "--retry", "100", "--retry-delay", "1",
            "--retry-all-errors", "--retry-max-time", "60", url.ToString());
        using var process = Process.Start(start) ?? throw new BenchmarkException("curl did not start: run 'make setup'.");
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new BenchmarkException($"{url} did not answer within a minute.");
        }
    }

    private static WrkReport Read(string text, Uri url)
    {
        var rate = RatePattern().Match(text);
        var median = MedianPattern().Match(text);
        if (!rate.Success || !median.Success)
        {
            throw new BenchmarkException($"wrk measured nothing at {url}:\n{text}");
        }

        // A figure over refused requests would be worse than none.
        if (ErrorPattern().Match(text) is { Success: true } errors)
        {
            throw new BenchmarkException($"{url}: {errors.Value}");
        }

        return new WrkReport(
            double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture),
            double.Parse(median.Groups[1].Value, CultureInfo.InvariantCulture) * median.Groups[2].Value switch
            {
                "us" => 0.001,
                "ms" => 1,
                _ => 1000,
            });
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"\s50%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex MedianPattern();

    [GeneratedRegex(@"(Non-2xx or 3xx responses: \d+|Socket errors: .*)")]
    private static partial Regex ErrorPattern();
}

/// <param name="Median">Latency in milliseconds.</param>
internal readonly record struct WrkReport(double RequestsPerSecond, double Median);

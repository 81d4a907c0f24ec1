using System.Diagnostics;
using System.Text.Json;
using Spare.Evaluation.Rounds;
using Spare.Lab;

namespace Spare.Benchmarks.Paper.Metering;

/// <summary>
/// A meter on a host, which is asked over the standard input of the program that reaches it, and answers over its standard
/// output. For one caller at a time.
/// </summary>
internal sealed class MeterLink : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly string host;
    private readonly Task<string> errors;

    private MeterLink(Process process, string host)
    {
        this.process = process;
        this.host = host;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <param name="meter">The whole command that has the meter run where the host is.</param>
    /// <param name="host">For messages.</param>
    public static MeterLink Start(ProcessStartInfo meter, string host)
    {
        meter.RedirectStandardInput = true;
        meter.RedirectStandardOutput = true;
        meter.RedirectStandardError = true;
        return new MeterLink(Tool.Start(meter), host);
    }

    /// <exception cref="BenchmarkException">It cannot be reached, or has no answer.</exception>
    public async Task<MeterAnswer> AskAsync(MeterQuestion question, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await process.StandardInput.WriteLineAsync(question.ToString().AsMemory(), patience.Token);
            await process.StandardInput.FlushAsync(patience.Token);
            var line = await process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new BenchmarkException($"The meter on {host} ended: {(await errors.WaitAsync(patience.Token)).Trim()}");
            var answer = JsonSerializer.Deserialize<MeterAnswer>(line, RecordJson.OneLine);
            return answer is { Problem: null }
                ? answer : throw new BenchmarkException($"The meter on {host}: {answer?.Problem ?? "no answer"}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BenchmarkException($"The meter on {host} does not answer within {Patience.TotalSeconds:F0} s.");
        }
        catch (IOException)
        {
            throw new BenchmarkException($"The meter on {host} ended: {(await errors.WaitAsync(cancellation)).Trim()}");
        }
        catch (JsonException)
        {
            throw new BenchmarkException(
                $"The meter on {host} says what this version does not understand: have the same spare-bench there.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read all that it was asked.
        }

        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}

using Spare.Commands;
using Spare.Evaluation;
using Spare.Lab;
using Spare.Lab.Running;
using Spare.Replicas.Agents;

namespace Spare.Benchmarks.Commands;

/// <summary>Turns what keeps a measurement from being made into a message and an exit code.</summary>
internal static class Guarded
{
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(Func<CancellationToken, Task> measure, CancellationToken cancellation)
    {
        using var end = new Interruption(cancellation);
        try
        {
            await measure(end.Token);
            return ExitCode.Done;
        }
        catch (Exception failure) when ((IsExpected(failure) && failure is not CommandException)
            || failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(failure.Message, failure);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("spare-bench: interrupted");
            return Interrupted;
        }
    }

    /// <summary>Whether it keeps one measurement from being made, and says why.</summary>
    public static bool IsExpected(Exception failure) => failure is BenchmarkException or LabException or CommandException
        or AgentException or AdminException or ResultsException or HttpRequestException;
}

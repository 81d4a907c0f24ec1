using Spare.Commands;
using Spare.Evaluation;
using Spare.Lab;
using Spare.Replicas.Agents;

namespace Spare.Benchmarks.Commands;

/// <summary>Turns what keeps a measurement from being made into a message and an exit code.</summary>
internal static class Guarded
{
    private const int Interrupted = 130;

    public static Task<int> RunAsync(Func<Task> measure) => RunAsync(async () =>
    {
        await measure();
        return 0;
    });

    /// <summary>The exit code is what it returns.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> measure)
    {
        try
        {
            return await measure();
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            await Console.Error.WriteLineAsync($"spare-bench: {failure.Message}");
            return 1;
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

using Spare.Commands;
using Spare.Lab;
using Spare.Replicas.Agents;

namespace Spare.Benchmarks.Commands;

/// <summary>Turns what keeps a measurement from being made into a message and an exit code.</summary>
internal static class Guarded
{
    public static async Task<int> RunAsync(Func<Task> measure)
    {
        try
        {
            await measure();
            return 0;
        }
        catch (Exception failure) when (
            failure is BenchmarkException or LabException or CommandException or AgentException)
        {
            await Console.Error.WriteLineAsync($"spare-bench: {failure.Message}");
            return 1;
        }
    }
}

using Spare.Histories;
using Spare.Lab;
using Spare.Lab.Faults;

namespace Spare.EndToEnd.Tests.Histories;

/// <summary>
/// Thousands of operations while active replicas are faulty at random. A history that is not linearizable is kept beside the
/// tests.
/// </summary>
internal static class FaultyHistory
{
    /// <summary>Faults of each history; <c>make histories</c> records more histories.</summary>
    private const int Faults = 5;
    private const int Operations = 5_000;

    /// <summary>It is linearizable, and the databases are equal afterwards.</summary>
    public static async Task IsLinearizableAsync(RunningLab lab, HistoryService service, int tolerated, int seed)
    {
        await lab.BecomesWholeAsync();
        var run = new HistoryRun(service, tolerated, seed, Operations) { OperationsBetweenFaults = Operations / Faults };

        var result = await run.RecordAsync(lab, CancellationToken.None);

        Assert.True(result.IsLinearizable, result.IsLinearizable ? "" : result.Keep(AppContext.BaseDirectory, run.Name));
        Assert.InRange(result.Recorded, Operations, int.MaxValue);
        Assert.InRange(result.Overlaps, Operations / 10, int.MaxValue);
        Assert.NotEmpty(result.Faults);
        await WokenReplicas.CrashAsync(lab.Hosts, CancellationToken.None);
        await lab.DatabasesAreEqualAsync();
    }
}

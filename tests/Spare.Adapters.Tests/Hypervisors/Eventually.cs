using System.Diagnostics;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>Waits for conditions in the world outside, with one deadline for all of them.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    internal static CancellationToken Deadline() => new CancellationTokenSource(Patience).Token;

    internal static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "the condition did not come true in time");
            await timer.WaitForNextTickAsync();
        }
    }
}

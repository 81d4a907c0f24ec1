using System.Diagnostics;

namespace Spare.EndToEnd.Tests;

/// <summary>Waits for a state that comes by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static Task HoldsAsync(Func<Task<bool>> condition) => HoldsAsync(condition, Patience);

    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan patience)
    {
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < patience, $"it did not hold within {patience.TotalSeconds} s");
            await timer.WaitForNextTickAsync();
        }
    }
}

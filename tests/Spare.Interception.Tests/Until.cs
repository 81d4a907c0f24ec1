using System.Diagnostics;

namespace Spare.Interception.Tests;

/// <summary>Waits for a condition that nothing reports.</summary>
internal static class Until
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static async Task TrueAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Deadline, "The condition did not come true.");
            await Task.Yield();
        }
    }
}

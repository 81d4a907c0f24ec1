using System.Diagnostics;
using Spare.Commands;

namespace Spare.EndToEnd.Tests;

/// <summary>Waits for a state that comes by itself.</summary>
internal static class Eventually
{
    /// <summary>After a loss of power of all, three replicas are made one after the other; each takes 6 s on a slow disk.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static Task HoldsAsync(Func<Task<bool>> condition) => HoldsAsync(condition, Patience);

    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan patience)
    {
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        for (var (holds, silence) = await AskAsync(condition); !holds; (holds, silence) = await AskAsync(condition))
        {
            Assert.True(
                Stopwatch.GetElapsedTime(start) < patience, $"it did not hold within {patience.TotalSeconds} s {silence}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>A daemon that begins anew answers nobody for a moment; it is asked again.</summary>
    private static async Task<(bool Holds, string? Silence)> AskAsync(Func<Task<bool>> condition)
    {
        try
        {
            return (await condition(), null);
        }
        catch (AdminException silent)
        {
            return (false, silent.Message);
        }
    }
}

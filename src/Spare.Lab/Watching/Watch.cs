using System.Diagnostics;

namespace Spare.Lab.Watching;

/// <summary>Waits for a state that a lab reaches by itself.</summary>
internal static class Watch
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Throws <see cref="LabException"/> with what is missing when that stays so.</summary>
    /// <param name="missing">What is missing yet; null: nothing.</param>
    public static async Task UntilAsync(
        this RunningLab lab, Func<CancellationToken, Task<string?>> missing, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (await missing(cancellation) is { } left)
        {
            if (Stopwatch.GetElapsedTime(start) > lab.Patience)
            {
                throw new LabException($"After {lab.Patience.TotalSeconds} s still: {left}.");
            }

            await Task.Delay(PollInterval, cancellation);
        }
    }
}

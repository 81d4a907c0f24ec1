using System.Diagnostics;

namespace Spare.Lab.Watching;

/// <summary>Waits for a state that a lab reaches by itself.</summary>
internal static class Watch
{
    /// <summary>A replica that was woken again and again stays awake for up to a minute; all else is quicker.</summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(150);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Throws <see cref="LabException"/> with what is missing when that stays so.</summary>
    /// <param name="missing">What is missing yet; null: nothing.</param>
    public static Task UntilAsync(Func<CancellationToken, Task<string?>> missing, CancellationToken cancellation) =>
        UntilAsync(missing, UsualPatience, cancellation);

    /// <summary>The same, as long as that lab may take.</summary>
    public static Task UntilAsync(
        this RunningLab lab, Func<CancellationToken, Task<string?>> missing, CancellationToken cancellation) =>
        UntilAsync(missing, lab.Patience, cancellation);

    private static async Task UntilAsync(
        Func<CancellationToken, Task<string?>> missing, TimeSpan patience, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (await missing(cancellation) is { } left)
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                throw new LabException($"After {patience.TotalSeconds} s still: {left}.");
            }

            await Task.Delay(PollInterval, cancellation);
        }
    }
}

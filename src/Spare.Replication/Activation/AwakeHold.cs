using Spare.Protocol;

namespace Spare.Replication.Activation;

/// <summary>
/// How long a woken replica stays awake after it has helped: the longer, the more often help was needed of late
/// (exponential back-off, SPARE 4.1.1). Who has votes decided all the time cannot make it pause and wake all the time.
/// </summary>
public sealed class AwakeHold(TimeSpan longest)
{
    /// <summary>Without help for so long, the next one begins with <see cref="Shortest"/> again.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private TimeSpan hold;
    private Instant until;

    /// <summary>Help was needed.</summary>
    public void Needed(Instant now)
    {
        hold = hold == default || now - until > Memory ? Shortest : TimeSpan.FromTicks(Math.Min(hold.Ticks * 2, longest.Ticks));
        until = now + hold;
    }

    /// <summary>The replica was awake for long enough.</summary>
    public bool IsOver(Instant now) => now >= until;
}

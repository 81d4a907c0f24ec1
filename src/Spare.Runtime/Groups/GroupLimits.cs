namespace Spare.Runtime.Groups;

/// <summary>The bounds of one member of a group, and how it packs.</summary>
public sealed record GroupLimits
{
    /// <summary>Largest message in bytes; must hold the largest reply (8 MiB) and what goes around it.</summary>
    public int MessageMaximum { get; init; } = 12 * 1024 * 1024;

    /// <summary>Largest packet in bytes. Larger ones gained nothing when measured, and hold others up for longer.</summary>
    public int PacketMaximum { get; init; } = 64 * 1024;

    /// <summary>
    /// How many own packets may be on their way. What is sent meanwhile is packed together: without this limit, every
    /// small message would be a packet of its own.
    /// </summary>
    public int Window { get; init; } = 4;

    /// <summary>Messages that wait to be sent; at this number, or at <see cref="SendBytes"/>, senders wait.</summary>
    public int SendMessages { get; init; } = 16 * 1024;

    public long SendBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Events that wait for their reader; at this number, or at <see cref="EventBytes"/>, the group waits.</summary>
    public int EventMaximum { get; init; } = 16 * 1024;

    public long EventBytes { get; init; } = 64 * 1024 * 1024;
}

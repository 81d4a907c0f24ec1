using Spare.Protocol;

namespace Spare.Runtime.Groups;

/// <summary>The bounds of one member of a group, and how it packs.</summary>
public sealed record GroupLimits
{
    /// <summary>Largest message in bytes; must hold the largest write set (16 MiB) and what goes around it.</summary>
    public int MessageMaximum { get; init; } = 18 * 1024 * 1024;

    /// <summary>Largest packet in bytes. Larger ones gained nothing when measured, and hold others up for longer.</summary>
    public int PacketMaximum { get; init; } = 64 * 1024;

    /// <summary>How many own packets may be on their way, when all but the first are full.</summary>
    public int Window { get; init; } = 4;

    /// <summary>
    /// How many bytes the slowest member may be behind before this one waits for it: this bounds what a daemon keeps
    /// for a member that does not read. At least 1 MiB.
    /// </summary>
    public long CreditBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Messages that wait to be sent; at this number, or at <see cref="SendBytes"/>, senders wait.</summary>
    public int SendMessages { get; init; } = 16 * 1024;

    public long SendBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Events that wait for their reader; at this number, or at <see cref="EventBytes"/>, the group waits.</summary>
    public int EventMaximum { get; init; } = 16 * 1024;

    public long EventBytes { get; init; } = 64 * 1024 * 1024;

    internal void Check()
    {
        Invariant.Holds(PacketMaximum >= Packet.SizeMinimum, "a packet has room for its header and some bytes");
        Invariant.Holds(Window > 0 && SendMessages > 0 && EventMaximum > 0, "something can be sent and received");
        Invariant.Holds(CreditBytes >= 4 * Acknowledgements.Interval, "a sender's credit lasts until it is told more");
    }
}

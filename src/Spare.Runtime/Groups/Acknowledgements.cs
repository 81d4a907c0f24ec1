using System.Runtime.InteropServices;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Groups;

/// <summary>
/// What this member took of each sender's packets, and what of that the sender is to be told. At most one
/// acknowledgement for each sender waits: a later one replaces it.
/// </summary>
internal sealed class Acknowledgements
{
    /// <summary>Bytes after which a sender is told; the same for all members, and well below every credit.</summary>
    public const long Interval = 256 * 1024;

    private readonly Dictionary<GroupMember, Taken> senders = [];
    private readonly HashSet<GroupMember> due = [];

    /// <summary>A packet was taken from that sender. True: it is to be told.</summary>
    public bool Take(GroupMember sender, int bytes)
    {
        ref var taken = ref CollectionsMarshal.GetValueRefOrAddDefault(senders, sender, out _);
        taken = taken with { Bytes = taken.Bytes + bytes };
        return taken.Bytes - taken.Told >= Interval && due.Add(sender);
    }

    /// <summary>Writes the next acknowledgement that is due; 0 when there is none.</summary>
    public int Write(Span<byte> packet)
    {
        foreach (var sender in due)
        {
            return Packet.WriteAcknowledgement(packet, sender, senders[sender].Bytes);
        }

        return 0;
    }

    /// <summary>The one that was written last is on its way.</summary>
    public void Advance()
    {
        var sender = due.First();
        due.Remove(sender);
        senders[sender] = senders[sender] with { Told = senders[sender].Bytes };
    }

    /// <summary>The sender is gone, or comes new: it counts from nothing.</summary>
    public void Forget(GroupMember sender)
    {
        senders.Remove(sender);
        due.Remove(sender);
    }

    public void Clear()
    {
        senders.Clear();
        due.Clear();
    }

    private readonly record struct Taken(long Bytes, long Told);
}

using System.Collections.Immutable;
using System.Threading.Channels;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Groups;

/// <summary>
/// One member's end of a group over any transport that orders packets: packing and flow control when sending, joining
/// and a bounded queue when receiving. The transport reports what it delivers from one thread, in the group's order.
/// </summary>
public sealed class GroupEndpoint : IDisposable
{
    private readonly Reassembly reassembly;
    private readonly GroupEventQueue events;
    private readonly PackedSender sender;
    private readonly List<ReadOnlyMemory<byte>> messages = [];
    private long packetsIgnored;

    public GroupEndpoint(GroupLimits limits, PacketTransport transport)
    {
        reassembly = new Reassembly(limits.MessageMaximum);
        events = new GroupEventQueue(limits.EventMaximum, limits.EventBytes);
        sender = new PackedSender(limits, transport);
    }

    public ChannelReader<GroupEvent> Events => events;

    public GroupTraffic Traffic => sender.Traffic(Interlocked.Read(ref packetsIgnored));

    /// <summary>The message must not change afterwards: it is not copied until it is sent.</summary>
    public ValueTask<MulticastResult> MulticastAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) =>
        sender.MulticastAsync(message, cancellation);

    /// <summary>The transport delivers a packet. Waits while the reader of <see cref="Events"/> is too slow.</summary>
    public void DeliverPacket(GroupMember self, GroupMember from, ReadOnlySpan<byte> packet)
    {
        if (Packet.IsAcknowledgement(packet))
        {
            var (acknowledged, taken) = Packet.ReadAcknowledgement(packet);
            if (acknowledged == self)
            {
                sender.Acknowledge(from, taken);
            }

            return;
        }

        if (from == self)
        {
            sender.Delivered(packet.Length);
        }

        Report(from, packet);
        if (from != self)
        {
            sender.Take(from, packet.Length);
        }
    }

    /// <summary>The transport reports the members from here on; this one is among them.</summary>
    /// <param name="daemonRan">As in <see cref="GroupEvent.MembershipChanged.DaemonRan"/>.</param>
    public void ChangeMembership(
        GroupMember self,
        ImmutableArray<GroupMember> members,
        ImmutableArray<GroupMember> joined,
        ImmutableArray<Departure> left,
        bool daemonRan = false)
    {
        foreach (var member in left.Select(departure => departure.Member).Concat(joined))
        {
            reassembly.Forget(member);
            sender.Forget(member);
        }

        if (!joined.IsEmpty)
        {
            // A newcomer has not seen the beginning of unfinished messages. To deliver the same as it does from here
            // on, nobody goes on with them; their senders, who see this change too, begin them again.
            reassembly.Clear();
        }

        // First, so that who reads the event can send.
        sender.ChangeMembership(self, members, joined);
        events.Write(new GroupEvent.MembershipChanged(members, joined, left) { DaemonRan = daemonRan });
    }

    public void ChangeQuorum(bool quorate, ImmutableArray<HostId> ring) =>
        events.Write(new GroupEvent.QuorumChanged(quorate, ring));

    /// <summary>The transport has no connection any more. It may report a membership again later.</summary>
    public void Lose(string reason)
    {
        sender.Close();
        reassembly.Clear();
        events.Write(new GroupEvent.Lost(reason));
    }

    /// <summary>No event is accepted any more, and nothing is sent; a transport that waits for the reader goes on.</summary>
    public void Dispose()
    {
        sender.Dispose();
        events.Close();
    }

    private void Report(GroupMember from, ReadOnlySpan<byte> packet)
    {
        if (!reassembly.Accept(from, packet, messages))
        {
            Interlocked.Increment(ref packetsIgnored);
        }

        foreach (var message in messages)
        {
            events.Write(new GroupEvent.Delivered(from, message));
        }

        messages.Clear();
    }
}

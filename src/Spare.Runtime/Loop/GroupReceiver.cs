using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Loop;

/// <summary>Turns what the group and the peers deliver into events. What does not parse is counted and dropped.</summary>
public sealed class GroupReceiver(IGroup group, IPeerLink peers, EventQueue queue, CrashDetection crashDetection)
{
    private long malformed;

    /// <summary>Messages that no version of ours would send.</summary>
    public long Malformed => Volatile.Read(ref malformed);

    public Task RunAsync(CancellationToken cancellation) =>
        Task.WhenAll(ReceiveGroupAsync(cancellation), ReceivePeersAsync(cancellation));

    private async Task ReceiveGroupAsync(CancellationToken cancellation)
    {
        await foreach (var happened in group.Events.ReadAllAsync(cancellation))
        {
            if (Translate(happened) is { } input)
            {
                await queue.PostAsync(input, cancellation);
            }
        }
    }

    private async Task ReceivePeersAsync(CancellationToken cancellation)
    {
        await foreach (var delivery in peers.Deliveries.ReadAllAsync(cancellation))
        {
            if (ReadVoted.TryParse(delivery.Message.Span, out var vote))
            {
                await queue.PostAsync(new ManagerEvent.VoteReceived(delivery.Sender, vote), cancellation);
            }
            else
            {
                Interlocked.Increment(ref malformed);
            }
        }
    }

    private ManagerEvent? Translate(GroupEvent happened)
    {
        switch (happened)
        {
            case GroupEvent.Delivered delivered when GroupMessage.TryParse(delivered.Message.Span, out var message):
                return new ManagerEvent.Delivered(delivered.Sender.Host, message);
            case GroupEvent.Delivered:
                Interlocked.Increment(ref malformed);
                return null;
            case GroupEvent.MembershipChanged change:
                return new ManagerEvent.MembershipChanged(Hosts(change.Members))
                {
                    Left = Hosts(change.Left.Select(departure => departure.Member)),
                    Down = Hosts(change.Left.Where(departure => departure.Reason == DepartureReason.HostDown)
                        .Select(departure => departure.Member)),
                    GroupRan = change.DaemonRan,
                };
            case GroupEvent.QuorumChanged quorum:
                return new ManagerEvent.QuorumChanged(
                    quorum.Quorate || crashDetection == CrashDetection.Reliable, quorum.Ring);
            case GroupEvent.Lost lost:
                return new ManagerEvent.GroupLost(lost.Reason);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static ImmutableArray<HostId> Hosts(IEnumerable<GroupMember> members) =>
        [.. members.Select(member => member.Host).Distinct().Order()];
}

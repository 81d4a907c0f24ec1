using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;
using Spare.Replication.Serving;

namespace Spare.Replication.Activation;

/// <summary>
/// Gives hosts whose own replicas answered a decided write otherwise, or not at all, the agreed reply and write set
/// (SPARE 4.1.2). A vote that lacks a host is decided with the help of a woken replica, whose host has both; the lowest
/// such host shares.
/// </summary>
internal sealed class Sharing(ReplicationOptions options, Roster roster, Outbox outbox)
{
    public void Share(PendingRequest write, Vote agreed, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes)
    {
        var agreeing = votes.Where(cast => cast.Vote == agreed).GroupBy(cast => cast.Replica.Host).ToArray();
        var lacking = roster.Hosts.Except(agreeing.Select(host => host.Key)).ToArray();
        var sharing = agreeing.Where(host => host.Count() > 1).Select(host => (HostId?)host.Key).Min();
        if (lacking.Length == 0 || sharing != options.Self)
        {
            return;
        }

        if ((lacking.Contains(write.Ordered.Id.Entry) || write.IsKept(agreed))
            && write.ReplyOf(agreed) is { IsEmpty: false } reply)
        {
            outbox.Add(new ManagerEffect.Multicast(new ContentShared(write.Sequence, reply)));
        }

        if (write.WriteSetOf(agreed) is { IsEmpty: false } writeSet)
        {
            outbox.Add(new ManagerEffect.Multicast(new ContentShared(write.Sequence, writeSet)));
        }
    }
}

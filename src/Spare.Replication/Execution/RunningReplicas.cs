using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Requests;

namespace Spare.Replication.Execution;

/// <summary>
/// The replicas of this host that execute requests: its active one and, while votes need deciding or hosts are gone,
/// woken passive ones (SPARE 4.1.1 and 4.1.4). Each goes through the requests at its own pace.
/// </summary>
internal sealed class RunningReplicas(ReplicationOptions options, RequestWindow window, Outbox outbox)
{
    /// <summary>The active one, then the woken passive ones in the order in which they were woken.</summary>
    public ImmutableArray<LocalReplica> All { get; private set; } =
        [new(new ReplicaId(options.Self, 1), options, window, outbox)];

    public LocalReplica Active => All[0];

    public ImmutableArray<LocalReplica> Helpers => All[1..];

    public int Waiting => All.Max(replica => replica.Waiting);

    public LocalReplica? Find(ReplicaId id) => All.FirstOrDefault(replica => replica.Id == id);

    public void Enqueue(PendingRequest pending)
    {
        foreach (var replica in All)
        {
            replica.Enqueue(pending);
        }
    }

    /// <summary>The passive replica will help, from the first undecided request on.</summary>
    public void Wake(ReplicaId id, SequenceNumber first)
    {
        var helper = new LocalReplica(id, options, window, outbox) { KeepsReplies = true };
        All = All.Add(helper);
        foreach (var pending in window.InOrder.Where(pending => pending.Sequence >= first))
        {
            helper.Enqueue(pending);
        }
    }

    /// <summary>
    /// Another replica becomes active: a woken one, which goes on as it is, or one that has yet to be started. Then
    /// everything from <paramref name="first"/> on, and whatever the old one had not finished, is for the new one. (A
    /// read that it had not finished has no settled write after it, so the new one's state is right for it.)
    /// </summary>
    public void Replace(ReplicaId next, SequenceNumber first)
    {
        var old = Active;
        if (Find(next) is { } woken && woken != old)
        {
            All = All.Remove(woken).SetItem(0, woken);
            window.Leave(old.Id, first);
        }
        else
        {
            var unfinished = window.InOrder.Where(pending => pending.Sequence >= first || pending.IsOpenAt(old.Id)).ToArray();
            window.Leave(old.Id, first);
            All = All.SetItem(0, new LocalReplica(next, options, window, outbox));
            foreach (var pending in unfinished)
            {
                Active.Enqueue(pending);
            }
        }

        outbox.Add(new ManagerEffect.EndReplica(old.Id));
    }

    /// <summary>The active replica ends, and no other one takes its place.</summary>
    public void Retire()
    {
        Active.Retire();
        outbox.Add(new ManagerEffect.EndReplica(Active.Id));
    }

    /// <summary>
    /// The woken replica is not needed any more. What it said below <paramref name="first"/> stays: decided requests may
    /// still wait with the reply or the write set that only it gave.
    /// </summary>
    public void Dismiss(ReplicaId helper, SequenceNumber first)
    {
        if (Find(helper) is { } woken && woken != Active)
        {
            All = All.Remove(woken);
            window.Leave(helper, first);
            outbox.Add(new ManagerEffect.EndReplica(helper));
        }
    }

    /// <summary>Requests left the window: they need no place in line.</summary>
    public void Prune()
    {
        foreach (var replica in All.Where(replica => replica.Waiting > window.Count))
        {
            replica.Prune();
        }
    }
}

using System.Diagnostics;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Replication.Recovery;
using Spare.Replication.Requests;
using Spare.Replication.Serving;
using Spare.Replication.StateChecks;
using Spare.Replication.Updates;

namespace Spare.Replication.Activation;

/// <summary>What happens to the replicas of this host, and what the other managers are told of it.</summary>
internal sealed class ReplicaLifecycle(
    ReplicationOptions options, RequestPath path, ServingSet serving, Automation automation, Outbox outbox)
{
    private PassiveReplica Passive => path.Successions.Passive;

    /// <summary>What is known of their states.</summary>
    public StateComparison Checks { get; } = new(options, path, outbox);

    /// <summary>All events about replicas but that one runs.</summary>
    public void Route(Epoch epoch, ManagerEvent input)
    {
        if (Checks.Route(input))
        {
            return;
        }

        switch (input)
        {
            case ManagerEvent.ReplicaLost lost:
                Lost(epoch, lost.Replica, lost.Reason);
                break;
            case ManagerEvent.PassiveMade made:
                Passive.Made(made.Number);
                break;
            case ManagerEvent.PassiveNotMade failed:
                Passive.NotMade(failed.Reason);
                break;
            case ManagerEvent.PassiveLost lost:
                Passive.Lost(lost.Reason, lost.Replica);
                break;
            case ManagerEvent.PassiveUpdated updated:
                Passive.Updated(updated.Number);
                break;
            case ManagerEvent.PassiveUpdateFailed failed:
                Passive.UpdateFailed(failed.Reason);
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>A replica that was to be started runs.</summary>
    public void Ready(Epoch epoch, ReplicaId replica)
    {
        Passive.Started(replica);
        if (path.Running.Find(replica) is not { Condition: ReplicaCondition.Making } made)
        {
            return; // Another one is wanted by now.
        }

        made.Ready();
        if (serving.InForce)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReady(epoch, replica)));
        }
    }

    /// <summary>A replica was late with a request that was decided without it.</summary>
    public void Suspected(ReplicaSuspected message)
    {
        path.Suspicions.Retain(replica => path.Running.Find(replica) is not null);
        if (message.Epoch == path.Epoch && message.Replica.Host == options.Self
            && path.Running.Find(message.Replica) is not null && path.Suspicions.Add(message.Replica, outbox.Now))
        {
            outbox.Report(
                ReportKind.ReplicaSuspected,
                automation.IsPaused
                    ? "It was late too often; it is not replaced, because automation is paused."
                    : "It was late too often and is replaced.",
                message.Replica, message.Sequence);
            if (automation.IsPaused)
            {
                return;
            }

            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(path.Epoch, message.Replica)));
        }
    }

    private void Lost(Epoch epoch, ReplicaId replica, string reason)
    {
        Passive.Started(replica);
        if (path.Running.Find(replica) is not { Condition: not (ReplicaCondition.Lost or ReplicaCondition.Retired) } lost)
        {
            return;
        }

        outbox.Report(ReportKind.ReplicaLost, reason, replica);
        if (options.Threshold.HasPassiveReplicas && lost == path.Running.Active && lost.Condition == ReplicaCondition.Making)
        {
            Passive.Want(replica); // The next passive replica takes its place.
            return;
        }

        lost.Lost(reason);
        if (serving.InForce)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(epoch, replica)));
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;
using Spare.Replication.Execution;
using Spare.Replication.Poison;
using Spare.Replication.Recovery;
using Spare.Replication.Requests;
using Spare.Replication.Serving;
using Spare.Replication.Updates;

namespace Spare.Replication;

/// <summary>
/// The replica manager of one host (SPARE 2.2): told what happened and when, it answers with what is to be done, in
/// order. It only routes: positions, votes, buffers and rules are its parts' business.
/// </summary>
/// <remarks>
/// The manager and all that speak to it (the group, other managers, the hypervisor) fail only by crashing. What comes
/// from a replica, inside an <see cref="ManagerEvent.Executed"/>, may be any lie. Equal events in equal order give
/// equal effects; an event loop owns the machine, so there is no lock.
/// </remarks>
public sealed class ReplicaManager
{
    private readonly ReplicationOptions options;
    private readonly Outbox outbox;
    private readonly RequestPath path;
    private readonly Membership membership;
    private readonly Backlogs backlogs;
    private readonly CleanPassive cleanPassive;
    private readonly ReplicaLifecycle lifecycle;
    private readonly ProactiveRecovery recovery;
    private readonly OperatorActivation activation;
    private readonly EntryGate gate;
    private readonly EntryQuarantine quarantine;
    private readonly Availability availability;
    private readonly OperatorQuestions questions;

    public ReplicaManager(ReplicationOptions options)
    {
        Invariant.Holds(options.Hosts.Length == options.Threshold.Hosts);
        Invariant.Holds(options.Hosts.Contains(options.Self));
        Invariant.Holds(options.Incarnation.IsValid);
        Invariant.Holds(options.Routes.Length > 0);
        this.options = options;
        outbox = new Outbox(options.ReportsPerSecond);
        path = new RequestPath(options, outbox);
        membership = new Membership(options, path, outbox);
        backlogs = new Backlogs(options.Self, path.Buffer, outbox);
        cleanPassive = new CleanPassive(options.Self, outbox);
        var automation = new Automation();
        lifecycle = new ReplicaLifecycle(options, path, membership.Serving, automation, outbox);
        recovery = new ProactiveRecovery(options, path.Successions, lifecycle.Checks.Vouching, automation, outbox);
        activation = new OperatorActivation(options, path, outbox);
        gate = new EntryGate(options, path.Clients, outbox);
        quarantine = new EntryQuarantine(options, path, outbox);
        availability = new Availability(path, membership, gate, outbox);
        questions = new OperatorQuestions(path, membership, recovery, activation, quarantine, automation, outbox);
    }

    /// <summary>How full its tables are.</summary>
    public ManagerLoad Load => path.Load;

    /// <summary>
    /// Woken replicas of this host: one to decide votes, and as many as hosts are gone; alone, so many that 2f + 1 vote: what was
    /// ordered before it was alone cannot be voided, and f of them may be faulty for good.
    /// </summary>
    private int HelpersMaximum => Serving.Hosts.Length == 1
        ? 2 * options.Threshold.Faults
        : 1 + options.Hosts.Length - Serving.Hosts.Length;

    private ServingSet Serving => membership.Serving;

    private PassiveReplica Passive => path.Successions.Passive;

    /// <summary>The only door. Effects are to be carried out in the order of the list.</summary>
    /// <exception cref="InvariantBrokenException">A defect of Spare; nothing from outside can cause it.</exception>
    public IReadOnlyList<ManagerEffect> Step(ManagerEvent input, Instant now)
    {
        outbox.Begin(now);
        membership.Step(now);
        Route(input);
        availability.Advance();
        path.Advance();
        membership.Advance();
        if (Serving.InForce)
        {
            backlogs.Advance(path.Epoch);
            path.Successions.Rotate(path.Epoch);
            cleanPassive.Advance(path.Epoch, Passive.IsClean && path.Running.Helpers.Length < HelpersMaximum);
            path.Waking.Advance(path.Epoch);
            recovery.Advance(path.Epoch, availability.Held is null);
            activation.Advance();
            lifecycle.Checks.Advance(availability.Held is null);
        }

        recovery.Watch(availability.Held);
        return outbox.Take();
    }

    [SuppressMessage("Maintainability", "CA1502", Justification = "One arm for each kind of event, nothing else.")]
    private void Route(ManagerEvent input)
    {
        switch (input)
        {
            case ManagerEvent.Started:
                SetSweep();
                break;
            case ManagerEvent.RequestArrived request:
                RequestArrived(request);
                break;
            case ManagerEvent.Delivered delivered:
                Deliver(delivered.Sender, delivered.Message);
                break;
            case ManagerEvent.VoteReceived vote:
                path.Receive(vote.Sender, vote.Message);
                break;
            case ManagerEvent.MembershipChanged change:
                membership.Changed(change);
                break;
            case ManagerEvent.QuorumChanged quorum:
                membership.QuorumChanged(quorum);
                break;
            case ManagerEvent.GroupLost lost:
                GroupLost(lost.Reason);
                break;
            case ManagerEvent.Journaled journaled:
                path.Journaled(journaled.Sequence);
                break;
            case ManagerEvent.EpochRecorded recorded:
                membership.EpochRecorded(recorded.Epoch);
                break;
            case ManagerEvent.CaughtUp or ManagerEvent.CatchUpFailed:
                membership.CaughtUp(input);
                break;
            case ManagerEvent.JournalFailed failed:
                availability.JournalFailed(failed.Reason);
                break;
            case ManagerEvent.WriteEnded write:
                path.Running.Find(write.Replica)?.End(write.Sequence);
                break;
            case ManagerEvent.Executed executed:
                path.Executed(executed);
                break;
            case ManagerEvent.ReplicaReady ready:
                lifecycle.Ready(path.Epoch, ready.Replica);
                membership.SayReady();
                break;
            case ManagerEvent.DeadlinePassed { Key: DeadlineKey.Sweep }:
                Sweep();
                break;
            default:
                if (!questions.Take(input, availability))
                {
                    lifecycle.Route(path.Epoch, input);
                }

                break;
        }
    }

    private void GroupLost(string reason)
    {
        outbox.Report(ReportKind.GroupLost, reason);
        membership.GroupLost();
        path.Clients.RefuseUnordered(TimeSpan.Zero);
    }

    private void Sweep()
    {
        SetSweep();
        path.Sweep(Serving);
        membership.Sweep();
    }

    private void SetSweep() =>
        outbox.Add(new ManagerEffect.SetDeadline(DeadlineKey.Sweep, outbox.Now + options.SweepInterval));

    private void RequestArrived(ManagerEvent.RequestArrived request)
    {
        if ((gate.Refusal ?? backlogs.Reason) is { } reason)
        {
            path.Clients.Refuse(request.Id, RefusalReason.NotServing, reason);
        }
        else if (path.Clients.Full || path.WindowFull)
        {
            path.Clients.Refuse(request.Id, RefusalReason.TooManyInFlight, "Too many requests are in flight.");
        }
        else if (!options.Threshold.HasPassiveReplicas && request.Key is not null)
        {
            path.Clients.Refuse(
                request.Id, RefusalReason.KeysNotKept,
                $"In mode {options.Threshold.Mode.Name()} no replies are kept for clients that send a request again: "
                + "it does not take an Idempotency-Key.");
        }
        else if (!quarantine.Refuses(request))
        {
            gate.Enter(new RequestProposed(request.Id, request.Route, outbox.Now, request.Seed, request.Request)
            {
                Key = options.Terms(request.Route).IsWrite ? request.Key : null,
            });
        }
    }

    private void Deliver(HostId sender, GroupMessage message)
    {
        if (!options.Hosts.Contains(sender))
        {
            return; // A host outside of the configuration has no say.
        }

        membership.Heard(sender);
        if (message is ContentShared content)
        {
            TakeContent(content);
        }
        else if (message is ReplyAsked asked)
        {
            path.Deliver(asked);
        }
        else if (message is HostReady or EpochLasts or AdmissionAsked or AdmissionEnded)
        {
            if (membership.Deliver(sender, message))
            {
                BeginEpoch();
            }
        }
        else if (Serving.InForce)
        {
            if (Serving.Hosts.Contains(sender))
            {
                DeliverInEpoch(sender, message); // What others sent before they were left behind, they take back.
            }
        }
        else if (message is RequestProposed request)
        {
            gate.Return(request);
        }
        else if (message is ReadDisputed disputed)
        {
            path.Return(disputed, gate.Refusal);
        }
    }

    /// <summary>What was agreed in an epoch may come after it; a host that lacks it is not ready for the next one.</summary>
    private void TakeContent(ContentShared content)
    {
        var wasComplete = path.IsComplete;
        path.Deliver(content);
        if (!wasComplete && path.IsComplete)
        {
            membership.SayReady();
        }
    }

    private void DeliverInEpoch(HostId sender, GroupMessage message)
    {
        switch (message)
        {
            case RequestProposed request when membership.Pause is not null:
                gate.Return(request);
                break;
            case RequestProposed request when request.Id.Entry == sender:
                path.Deliver(sender, request, gate.Refusal);
                break;
            case WriteVoted vote:
                path.Deliver(sender, vote);
                break;
            case ReplicaReplaced replaced when replaced.Replica.Host == sender:
                path.Replace(replaced.Epoch, replaced.Replica);
                break;
            case ReplicaConvicted convicted:
                path.Replace(convicted.Epoch, convicted.Replica);
                break;
            case ReplicaSuspected suspected:
                lifecycle.Suspected(suspected);
                break;
            case HelpAsked asked:
                path.Deliver(asked);
                break;
            case RequestsHeld holds:
                path.Deliver(sender, holds);
                break;
            case RecoveryBegun begun when begun.Epoch == path.Epoch && begun.Host == sender:
                Recover(sender);
                break;
            case HelpOffered offer when offer.Host == sender:
                path.Deliver(offer);
                break;
            case CompensationOffered offer when offer.Host == sender:
                path.Deliver(offer);
                break;
            case PassiveChanged change when change.Epoch == path.Epoch && change.Host == sender:
                path.Successions.Help.Changed(sender, change.State);
                break;
            case ReadDisputed disputed when disputed.Id.Entry == sender:
                path.Deliver(disputed, gate.Refusal);
                break;
            case ReplicaReady ready:
                path.Deliver(sender, ready);
                break;
            case VoidConfirmed confirmation when confirmation.Host == sender:
                path.Deliver(confirmation);
                break;
            case VoidProposed proposal:
                path.Deliver(proposal);
                break;
            case BacklogChanged change when change.Epoch == path.Epoch && change.Host == sender:
                backlogs.Changed(sender, change.Backlog);
                break;
            default: // Said too late, or in another host's name, unless it is of the following.
                DeliverBesideRequests(sender, message);
                break;
        }
    }

    private void DeliverBesideRequests(HostId sender, GroupMessage message)
    {
        path.Successions.Rotation.Deliver(path.Epoch, sender, message);
        lifecycle.Checks.Deliver(sender, message);
        activation.Deliver(sender, message);
        quarantine.Deliver(path.Epoch, sender, message);
    }

    private void BeginEpoch()
    {
        membership.BeginEpoch();
        path.BeginEpoch(Serving.Epoch, [.. Serving.Ready]);
        path.Waking.BeginEpoch();
        backlogs.BeginEpoch();
        cleanPassive.BeginEpoch();
        path.Successions.Rotation.BeginEpoch();
        recovery.BeginEpoch();
        lifecycle.Checks.BeginEpoch();
        quarantine.BeginEpoch(path.Epoch);
        foreach (var lost in path.Running.All.Where(replica => replica.Condition is ReplicaCondition.Lost or ReplicaCondition.Retired))
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(path.Epoch, lost.Id)));
        }

        var active = path.Running.Active;
        if (active.Condition == ReplicaCondition.Running && Serving.WordOf(options.Self) is { Runs: false })
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReady(path.Epoch, active.Id)));
        }
    }

    private void Recover(HostId host)
    {
        var helper = path.Successions.Recover(host);
        if (host == options.Self)
        {
            recovery.Begun(helper);
        }
    }
}

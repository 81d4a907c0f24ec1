using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
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
    private readonly ServingSet serving;
    private readonly Backlogs backlogs;
    private readonly PassiveReplica passive;
    private string? journalFailure;

    /// <summary>Why no reply may leave; null: this host serves.</summary>
    private string? held = "Starting.";

    public ReplicaManager(ReplicationOptions options)
    {
        Invariant.Holds(options.Hosts.Length == options.Threshold.Hosts);
        Invariant.Holds(options.Hosts.Contains(options.Self));
        Invariant.Holds(options.Incarnation.IsValid);
        Invariant.Holds(options.Routes.Length > 0);
        this.options = options;
        outbox = new Outbox(options.ReportsPerSecond);
        path = new RequestPath(options, outbox);
        serving = new ServingSet(options.Hosts);
        backlogs = new Backlogs(options.Self, path.Buffer, outbox);
        passive = new PassiveReplica(path.Buffer, outbox);
    }

    /// <summary>How full its tables are.</summary>
    public ManagerLoad Load => path.Load;

    /// <summary>The only door. Effects are to be carried out in the order of the list.</summary>
    /// <exception cref="InvariantBrokenException">A defect of Spare; nothing from outside can cause it.</exception>
    public IReadOnlyList<ManagerEffect> Step(ManagerEvent input, Instant now)
    {
        outbox.Begin(now);
        Route(input);
        Hold();
        path.Advance();
        if (serving.InForce)
        {
            backlogs.Advance(path.Epoch);
        }

        if (path.Replica.Condition == ReplicaCondition.Running)
        {
            passive.Advance();
        }

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
                MembershipChanged(change.Members);
                break;
            case ManagerEvent.QuorumChanged quorum:
                serving.QuorumChanged(quorum.Quorate);
                break;
            case ManagerEvent.GroupLost lost:
                GroupLost(lost.Reason);
                break;
            case ManagerEvent.Journaled journaled:
                path.Journaled(journaled.Sequence);
                break;
            case ManagerEvent.JournalFailed failed:
                JournalFailed(failed.Reason);
                break;
            case ManagerEvent.FlushAsked flush:
                passive.Flush(flush.Ticket);
                break;
            case ManagerEvent.StateAsked asked:
                outbox.Add(new ManagerEffect.TellState(asked.Ticket, Describe()));
                break;
            case ManagerEvent.DeadlinePassed { Key: DeadlineKey.Sweep }:
                Sweep();
                break;
            default:
                RouteFromReplica(input);
                break;
        }
    }

    private void RouteFromReplica(ManagerEvent input)
    {
        switch (input)
        {
            case ManagerEvent.WriteEnded write:
                path.Replica.End(write);
                break;
            case ManagerEvent.Executed executed:
                path.Executed(executed);
                break;
            case ManagerEvent.ActiveReady ready:
                ActiveReady(ready.Replica);
                break;
            case ManagerEvent.ActiveLost lost:
                ActiveLost(lost);
                break;
            case ManagerEvent.PassiveUpdated updated:
                passive.Updated(updated.Number);
                break;
            case ManagerEvent.PassiveUpdateFailed failed:
                passive.Failed(failed.Reason);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void MembershipChanged(ImmutableArray<HostId> members)
    {
        serving.MembershipChanged(members);
        SayReady();
    }

    private void GroupLost(string reason)
    {
        outbox.Report(ReportKind.GroupLost, reason);
        serving.MembershipChanged([]);
        path.Clients.RefuseUnordered(TimeSpan.Zero);
    }

    private void Sweep()
    {
        SetSweep();
        path.Sweep(serving);
    }

    private void SetSweep() =>
        outbox.Add(new ManagerEffect.SetDeadline(DeadlineKey.Sweep, outbox.Now + options.SweepInterval));

    private void RequestArrived(ManagerEvent.RequestArrived request)
    {
        if ((held ?? backlogs.Reason) is { } reason)
        {
            path.Clients.Refuse(request.Id, RefusalReason.NotServing, reason);
        }
        else if (path.Clients.Full || path.WindowFull)
        {
            path.Clients.Refuse(request.Id, RefusalReason.TooManyInFlight, "Too many requests are in flight.");
        }
        else
        {
            path.Clients.Propose(request.Id, request.Request.Length);
            outbox.Add(new ManagerEffect.Multicast(
                new RequestProposed(request.Id, request.Route, outbox.Now, request.Seed, request.Request)));
        }
    }

    private void Deliver(HostId sender, GroupMessage message)
    {
        if (!options.Hosts.Contains(sender))
        {
            return; // A host outside of the configuration has no say.
        }

        if (serving.InForce)
        {
            DeliverInEpoch(sender, message);
        }
        else if (message is HostReady ready && ready.Replica.Host == sender)
        {
            if (serving.Ready(ready))
            {
                BeginEpoch();
            }
        }
        else if (message is RequestProposed request && path.Clients.Order(request.Id))
        {
            path.Clients.Refuse(request.Id, RefusalReason.NotServing, serving.Reason);
        }
    }

    private void DeliverInEpoch(HostId sender, GroupMessage message)
    {
        switch (message)
        {
            case RequestProposed request when request.Id.Entry == sender:
                path.Deliver(sender, request, held);
                break;
            case WriteVoted vote:
                path.Deliver(sender, vote);
                break;
            case ReplicaReplaced replaced:
                path.Deliver(sender, replaced);
                break;
            case ReplicaReady ready:
                path.Deliver(sender, ready);
                break;
            case VoidProposed proposal:
                path.Deliver(proposal);
                break;
            case BacklogChanged change when change.Epoch == path.Epoch && change.Host == sender:
                backlogs.Changed(sender, change.Backlog);
                break;
            default:
                break; // Said too late, or in another host's name.
        }
    }

    private void BeginEpoch()
    {
        outbox.Report(ReportKind.EpochBegan, $"Epoch {serving.Epoch} begins at {path.Sequencer.Position}.");
        path.BeginEpoch(serving.Epoch, serving.Replicas);
        backlogs.BeginEpoch();
        if (path.Replica.Condition == ReplicaCondition.Lost)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(path.Epoch, path.Replica.Id)));
        }
    }

    private string? WhyHeld()
    {
        if (journalFailure is not null || !serving.Serving)
        {
            return journalFailure ?? serving.Reason;
        }

        return path.Replacements.Overdue(outbox.Now) is { } replica ? $"{replica} takes too long to be made." : null;
    }

    private void Hold()
    {
        var reason = WhyHeld();
        if (reason is not null && held is null)
        {
            outbox.Report(ReportKind.ServingStopped, reason);
            path.Hold(reason);
        }
        else if (reason is null && held is not null)
        {
            outbox.Report(ReportKind.ServingBegan, $"Serving in epoch {path.Epoch}.");
        }

        held = reason;
    }

    private void SayReady()
    {
        if (!serving.InForce && path.Replica.Condition != ReplicaCondition.Making
            && serving.Members.Contains(options.Self))
        {
            outbox.Add(new ManagerEffect.Multicast(new HostReady(
                path.Replica.Id, path.Epoch, path.Sequencer.Position, path.Sequencer.Order, path.Verdicts,
                options.Configuration)));
        }
    }

    private void JournalFailed(string reason)
    {
        if (journalFailure is null)
        {
            journalFailure = $"The journal failed: {reason}";
            outbox.Report(ReportKind.JournalFailed, reason);
            path.JournalFailed();
        }
    }

    private void ActiveReady(ReplicaId replica)
    {
        if (!path.Replica.Ready(replica))
        {
            return;
        }

        if (serving.InForce)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReady(path.Epoch, replica)));
        }

        SayReady();
    }

    private void ActiveLost(ManagerEvent.ActiveLost lost)
    {
        if (lost.Replica == path.Replica.Id)
        {
            outbox.Report(ReportKind.ReplicaLost, lost.Reason, lost.Replica);
        }

        if (path.Replica.Lost(lost.Replica) && serving.InForce)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(path.Epoch, lost.Replica)));
        }
    }

    private ManagerState Describe() => new(
        WhyHeld() is null,
        WhyHeld() ?? string.Empty,
        path.Epoch,
        serving.Members,
        path.Sequencer.Position,
        path.FirstUnsettled,
        path.Buffer.Last,
        passive.Number,
        path.Buffer.Count,
        path.Clients.Count,
        path.Replica.Id,
        path.Replica.Condition == ReplicaCondition.Running);
}

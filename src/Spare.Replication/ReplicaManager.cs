using System.Diagnostics.CodeAnalysis;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;
using Spare.Replication.Execution;
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
    private readonly ServingSet serving;
    private readonly Backlogs backlogs;
    private readonly CleanPassive cleanPassive;
    private readonly ReplicaLifecycle lifecycle;
    private readonly ProactiveRecovery recovery;
    private readonly EpochRecord record;
    private readonly EntryGate gate;
    private readonly Standstill standstill;
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
        serving = new ServingSet(options.Self, options.Hosts);
        backlogs = new Backlogs(options.Self, path.Buffer, outbox);
        cleanPassive = new CleanPassive(options.Self, outbox);
        lifecycle = new ReplicaLifecycle(options, path, serving, outbox);
        recovery = new ProactiveRecovery(options, path.Successions, outbox);
        standstill = new Standstill(options);
        record = new EpochRecord(outbox);
        gate = new EntryGate(options, path.Clients, outbox);
    }

    /// <summary>How full its tables are.</summary>
    public ManagerLoad Load => path.Load;

    /// <summary>Woken replicas of this host: one to decide votes, and as many as hosts are gone.</summary>
    private int HelpersMaximum => 1 + options.Hosts.Length - serving.Hosts.Length;

    private PassiveReplica Passive => path.Successions.Passive;

    /// <summary>The only door. Effects are to be carried out in the order of the list.</summary>
    /// <exception cref="InvariantBrokenException">A defect of Spare; nothing from outside can cause it.</exception>
    public IReadOnlyList<ManagerEffect> Step(ManagerEvent input, Instant now)
    {
        outbox.Begin(now);
        standstill.Step(now);
        Route(input);
        Hold();
        path.Advance();
        if (serving.InForce)
        {
            record.Advance(path.FirstUnsettled, path.FirstUnjournaled);
            backlogs.Advance(path.Epoch);
            cleanPassive.Advance(path.Epoch, Passive.IsClean && path.Running.Helpers.Count < HelpersMaximum);
            path.Waking.Advance(path.Epoch);
            recovery.Advance(path.Epoch, held is null);
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
                MembershipChanged(change);
                break;
            case ManagerEvent.QuorumChanged quorum:
                if (serving.QuorumChanged(quorum.Quorate, quorum.Ring))
                {
                    SayReady();
                }

                break;
            case ManagerEvent.GroupLost lost:
                GroupLost(lost.Reason);
                break;
            case ManagerEvent.Journaled journaled:
                path.Journaled(journaled.Sequence);
                break;
            case ManagerEvent.EpochRecorded recorded:
                record.Recorded(recorded.Epoch);
                break;
            case ManagerEvent.JournalFailed failed:
                JournalFailed(failed.Reason);
                break;
            case ManagerEvent.WriteEnded write:
                path.Running.Find(write.Replica)?.End(write.Sequence);
                break;
            case ManagerEvent.Executed executed:
                path.Executed(executed);
                break;
            case ManagerEvent.ReplicaReady ready:
                lifecycle.Ready(path.Epoch, ready.Replica);
                SayReady();
                break;
            case ManagerEvent.DeadlinePassed { Key: DeadlineKey.Sweep }:
                Sweep();
                break;
            default:
                RouteQuestion(input);
                break;
        }
    }

    /// <summary>What operators ask; the rest is about replicas.</summary>
    private void RouteQuestion(ManagerEvent input)
    {
        switch (input)
        {
            case ManagerEvent.FlushAsked flush:
                Passive.Flush(flush.Ticket);
                break;
            case ManagerEvent.RecoveryAsked asked:
                recovery.Ask(asked.Ticket, held);
                break;
            case ManagerEvent.StateAsked asked:
                outbox.Add(new ManagerEffect.TellState(asked.Ticket, ManagerState.Of(path, serving, WhyHeld())));
                break;
            default:
                lifecycle.Route(path.Epoch, input);
                break;
        }
    }

    private void MembershipChanged(ManagerEvent.MembershipChanged change)
    {
        if (standstill.IsRecent(outbox.Now))
        {
            serving.WasAway();
        }

        serving.MembershipChanged(change.Members, change.Left, change.Down);
        SayReady();
    }

    private void GroupLost(string reason)
    {
        outbox.Report(ReportKind.GroupLost, reason);
        serving.MembershipChanged([], [], []);
        serving.WasAway();
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
        if ((gate.Refusal ?? backlogs.Reason) is { } reason)
        {
            path.Clients.Refuse(request.Id, RefusalReason.NotServing, reason);
        }
        else if (path.Clients.Full || path.WindowFull)
        {
            path.Clients.Refuse(request.Id, RefusalReason.TooManyInFlight, "Too many requests are in flight.");
        }
        else
        {
            gate.Enter(new RequestProposed(request.Id, request.Route, outbox.Now, request.Seed, request.Request));
        }
    }

    private void Deliver(HostId sender, GroupMessage message)
    {
        if (!options.Hosts.Contains(sender))
        {
            return; // A host outside of the configuration has no say.
        }

        if (message is ContentShared content)
        {
            TakeContent(content);
        }
        else if (serving.InForce)
        {
            DeliverInEpoch(sender, message);
        }
        else if (message is HostReady ready && ready.Replica.Host == sender)
        {
            if (serving.Take(ready))
            {
                BeginEpoch();
            }
        }
        else if (message is RequestProposed request)
        {
            gate.Return(request);
        }
        else if (message is ReadDisputed disputed)
        {
            path.RefuseDisputed(disputed.Id);
        }
    }

    /// <summary>What was agreed in an epoch may come after it; a host that lacks it is not ready for the next one.</summary>
    private void TakeContent(ContentShared content)
    {
        var wasComplete = path.IsComplete;
        path.Deliver(content);
        if (!wasComplete && path.IsComplete)
        {
            SayReady();
        }
    }

    private void DeliverInEpoch(HostId sender, GroupMessage message)
    {
        switch (message)
        {
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
        outbox.Report(
            ReportKind.EpochBegan,
            $"Epoch {serving.Epoch} begins at {path.Sequencer.Position} with {string.Join(", ", serving.Hosts)}.");
        record.BeginEpoch(serving.Epoch, serving.Hosts, path.Sequencer.Position);
        path.BeginEpoch(serving.Epoch, [.. serving.Ready]);
        path.Waking.BeginEpoch();
        backlogs.BeginEpoch();
        cleanPassive.BeginEpoch();
        recovery.BeginEpoch();
        foreach (var lost in path.Running.All.Where(replica => replica.Condition == ReplicaCondition.Lost))
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(path.Epoch, lost.Id)));
        }
    }

    private string? WhyHeld()
    {
        if (journalFailure is not null || !serving.Serving)
        {
            return journalFailure ?? serving.Reason;
        }

        return path.Successions.Replacements.Overdue(outbox.Now) is { } replica ? $"{replica} takes too long to be made." : null;
    }

    private void Hold()
    {
        var reason = WhyHeld();
        if (reason is not null && held is null)
        {
            outbox.Report(ReportKind.ServingStopped, reason);
        }
        else if (reason is null && held is not null)
        {
            outbox.Report(ReportKind.ServingBegan, $"Serving in epoch {path.Epoch}.");
            gate.Open();
        }

        held = reason;
        path.Open(reason is null && record.IsDurable);
        if (reason is not null && gate.Close(reason, mayPass: journalFailure is null))
        {
            path.Hold(reason);
        }
    }

    private void SayReady()
    {
        if (!serving.InForce && path.Running.Active.Condition != ReplicaCondition.Making && path.IsComplete
            && serving.Members.Contains(options.Self))
        {
            outbox.Add(new ManagerEffect.Multicast(new HostReady(
                path.Running.Active.Id,
                path.LastGeneration,
                [.. path.Running.Helpers.Where(helper => helper.Condition == ReplicaCondition.Running).Select(helper => helper.Id)],
                Passive.IsClean ? PassiveState.Clean : PassiveState.None,
                serving.MayGoOn,
                path.Epoch, path.Sequencer.Position, path.Sequencer.Order, path.Verdicts,
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

    private void Recover(HostId host)
    {
        var helper = path.Successions.Recover(host);
        if (host == options.Self)
        {
            recovery.Begun(helper);
        }
    }
}

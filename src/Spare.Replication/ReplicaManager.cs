using System.Diagnostics.CodeAnalysis;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;
using Spare.Replication.Serving;

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
    /// <summary>Flushes that wait at the same time; one more is answered with what there is.</summary>
    private const int FlushMaximum = 64;

    private static readonly TimeSpan PassiveRetryPause = TimeSpan.FromSeconds(1);

    private readonly ReplicationOptions options;
    private readonly Outbox outbox = new();
    private readonly RequestPath path;
    private readonly ServingSet serving;
    private readonly Queue<(ulong Ticket, UpdateNumber Target)> flushes = new();
    private UpdateNumber passiveUpdate;
    private Instant passiveRetryAt;
    private string? journalFailure;
    private bool activeLost;

    public ReplicaManager(ReplicationOptions options)
    {
        Invariant.Holds(options.Hosts.Length == options.Threshold.Hosts);
        Invariant.Holds(options.Hosts.Contains(options.Self));
        Invariant.Holds(options.Incarnation.IsValid);
        Invariant.Holds(options.Routes.Length > 0);
        this.options = options;
        path = new RequestPath(options, outbox);
        serving = new ServingSet(options.Hosts);
    }

    private string WhyNotServing => journalFailure ?? (path.Ready ? serving.Reason : "The replica is being made.");

    /// <summary>The only door. Effects are to be carried out in the order of the list.</summary>
    /// <exception cref="InvariantBrokenException">A defect of Spare; nothing from outside can cause it.</exception>
    public IReadOnlyList<ManagerEffect> Step(ManagerEvent input, Instant now)
    {
        outbox.Begin(now);
        Route(input);
        path.Advance();
        UpdatePassive();
        return outbox.Take();
    }

    [SuppressMessage("Maintainability", "CA1502", Justification = "One arm for each kind of event, nothing else.")]
    private void Route(ManagerEvent input)
    {
        switch (input)
        {
            case ManagerEvent.Started:
                outbox.Add(new ManagerEffect.SetDeadline(DeadlineKey.Sweep, outbox.Now + options.SweepInterval));
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
                Hold($"The hosts in the group are now {string.Join(", ", change.Members.Order())}.", unordered: false);
                serving.MembershipChanged(change.Members);
                SayReady();
                break;
            case ManagerEvent.QuorumChanged quorum:
                QuorumChanged(quorum.Quorate);
                break;
            case ManagerEvent.GroupLost lost:
                outbox.Report(ReportKind.GroupLost, lost.Reason);
                Hold(lost.Reason, unordered: true);
                serving.MembershipChanged([]);
                break;
            case ManagerEvent.Executed executed:
                path.Executed(executed);
                break;
            case ManagerEvent.Journaled journaled:
                path.Journaled(journaled.Sequence);
                break;
            case ManagerEvent.JournalFailed failed:
                journalFailure = $"The journal failed: {failed.Reason}";
                outbox.Report(ReportKind.JournalFailed, failed.Reason);
                break;
            case ManagerEvent.ActiveReady ready:
                ActiveReady(ready.Replica);
                break;
            case ManagerEvent.ActiveLost lost:
                ActiveLost(lost);
                break;
            case ManagerEvent.PassiveUpdated updated:
                PassiveUpdated(updated.Number);
                break;
            case ManagerEvent.PassiveUpdateFailed failed:
                path.Buffer.NotApplied();
                passiveRetryAt = outbox.Now + PassiveRetryPause;
                outbox.Report(ReportKind.PassiveUpdateFailed, failed.Reason);
                break;
            case ManagerEvent.FlushAsked flush:
                FlushAsked(flush.Ticket);
                break;
            case ManagerEvent.StateAsked asked:
                outbox.Add(new ManagerEffect.TellState(asked.Ticket, Describe()));
                break;
            case ManagerEvent.DeadlinePassed { Key: DeadlineKey.Sweep }:
                outbox.Add(new ManagerEffect.SetDeadline(DeadlineKey.Sweep, outbox.Now + options.SweepInterval));
                path.Sweep();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void RequestArrived(ManagerEvent.RequestArrived request)
    {
        if (!serving.Serving || !path.Ready || journalFailure is not null)
        {
            path.Refuse(request.Id, RefusalReason.NotServing, WhyNotServing);
        }
        else if (path.InFlight >= options.InFlightMaximum)
        {
            path.Refuse(request.Id, RefusalReason.TooManyInFlight, "Too many requests are in flight.");
        }
        else if (path.Buffer.Full)
        {
            path.Refuse(request.Id, RefusalReason.NotServing, "The passive replica has not taken updates for too long.");
        }
        else
        {
            path.Propose(request);
        }
    }

    private void Deliver(HostId sender, GroupMessage message)
    {
        switch (message)
        {
            case HostReady ready when ready.Host == sender:
                HostReady(ready);
                break;
            case RequestProposed request when serving.Serving:
                path.Deliver(sender, request);
                break;
            case RequestProposed request:
                if (path.IsWaitedFor(request.Id))
                {
                    path.Refuse(request.Id, RefusalReason.NotServing, WhyNotServing);
                }

                break;
            case WriteVoted vote:
                path.Deliver(sender, vote);
                break;
            case ReplicaReplaced replaced:
                path.Deliver(sender, replaced);
                break;
            case VoidProposed proposal:
                path.Deliver(proposal);
                break;
            default:
                break; // HOST_READY in another host's name: managers do not do that.
        }
    }

    private void HostReady(HostReady message)
    {
        if (!serving.Ready(message))
        {
            return;
        }

        outbox.Report(ReportKind.EpochBegan, $"Epoch {serving.Epoch} begins at {path.Sequencer.Position}.");
        path.BeginEpoch(serving.Epoch);
        if (activeLost)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(path.Epoch, path.Active)));
        }
    }

    private void QuorumChanged(bool quorate)
    {
        if (!quorate)
        {
            Hold("This side of the ring lost its quorum.", unordered: false);
        }

        serving.QuorumChanged(quorate);
        if (quorate)
        {
            SayReady();
        }
    }

    private void Hold(string reason, bool unordered)
    {
        if (serving.Serving)
        {
            outbox.Report(ReportKind.ServingStopped, reason);
        }

        path.Hold(unordered);
    }

    private void SayReady()
    {
        if (path.Ready && !serving.Serving && serving.Members.Contains(options.Self))
        {
            outbox.Add(new ManagerEffect.Multicast(new HostReady(
                options.Self, options.Incarnation, path.Epoch, path.Sequencer.Position,
                path.FirstUnsettled ?? SequenceNumber.None, path.Sequencer.Order, options.Configuration)));
        }
    }

    private void ActiveReady(ReplicaId replica)
    {
        if (replica == path.Active)
        {
            activeLost = false;
            path.ActiveReady();
            SayReady();
        }
    }

    private void ActiveLost(ManagerEvent.ActiveLost lost)
    {
        if (lost.Replica != path.Active || activeLost)
        {
            return;
        }

        outbox.Report(ReportKind.ReplicaLost, lost.Reason, lost.Replica);
        if (!path.Ready)
        {
            path.RetryActive();
            return;
        }

        activeLost = true;
        if (serving.Serving)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(path.Epoch, lost.Replica)));
        }
    }

    private void PassiveUpdated(UpdateNumber number)
    {
        path.Buffer.Applied(number);
        passiveUpdate = number > passiveUpdate ? number : passiveUpdate;
        outbox.Add(new ManagerEffect.TruncateJournal(passiveUpdate));
        while (flushes.TryPeek(out var flush) && flush.Target <= passiveUpdate)
        {
            outbox.Add(new ManagerEffect.FlushDone(flushes.Dequeue().Ticket, passiveUpdate));
        }
    }

    private void FlushAsked(ulong ticket)
    {
        if (passiveUpdate >= path.Buffer.Last || flushes.Count >= FlushMaximum)
        {
            outbox.Add(new ManagerEffect.FlushDone(ticket, passiveUpdate));
            return;
        }

        flushes.Enqueue((ticket, path.Buffer.Last));
        path.Buffer.Ask();
    }

    private void UpdatePassive()
    {
        if (path.Ready && outbox.Now >= passiveRetryAt && path.Buffer.TakeDue(outbox.Now) is { IsEmpty: false } due)
        {
            outbox.Add(new ManagerEffect.UpdatePassive(due));
        }
    }

    private ManagerState Describe() => new(
        serving.Serving && path.Ready && journalFailure is null,
        WhyNotServing,
        path.Epoch,
        serving.Members,
        path.Sequencer.Position,
        path.FirstUnsettled,
        path.Buffer.Last,
        passiveUpdate,
        path.Buffer.Count,
        path.InFlight,
        path.Active,
        path.Ready);
}

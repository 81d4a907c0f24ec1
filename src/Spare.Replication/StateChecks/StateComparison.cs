using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;
using Spare.Replication.Updates;

namespace Spare.Replication.StateChecks;

/// <summary>
/// Compares the states of replicas before a passive one is copied as a base, or takes the active one's place by recovery
/// (SPARE 4.2): at one place of the order every replica that executes requests notes its state, and so does that passive
/// one. What enough of them agree on is right; who has another state is faulty.
/// </summary>
/// <remarks>
/// States are digested beside the work of the replicas, so that writes go on. One check is open at a time. What it comes to
/// follows from ordered messages alone; each manager answers for the replicas of its own host.
/// </remarks>
internal sealed class StateComparison(ReplicationOptions options, RequestPath path, Outbox outbox)
{
    private readonly BaseRenewal renewal = new(options, outbox);
    private CheckNumber last;
    private StateCheck? current;
    private bool asked;
    private bool ended;

    /// <summary>Whether the passive replica of this host may take the active one's place by recovery.</summary>
    public Vouching Vouching { get; } = new(options, path.Successions.Passive, outbox);

    private PassiveReplica Passive => path.Successions.Passive;

    private bool IsDue => renewal.IsDue || Vouching.IsDue;

    /// <summary>Whatever was compared in the last epoch is not decided any more.</summary>
    public void BeginEpoch()
    {
        Abandon();
        (current, asked) = (null, false);
        Vouching.BeginEpoch();
    }

    public void Deliver(HostId sender, GroupMessage message)
    {
        switch (message)
        {
            case StateCheckBegun begun when begun.Epoch == path.Epoch && begun.Host == sender:
                Begin(begun);
                break;
            case StateVoted vote when vote.Epoch == path.Epoch && vote.Replica.Host == sender
                && current is { IsOpen: true } check && check.Position == vote.Position
                && path.Successions.IsThere(vote.Replica):
                check.Ballot.Cast(vote);
                break;
            case StateCheckEnded end when end.Epoch == path.Epoch && end.Host == sender
                && current is { IsOpen: true } check && (check.Host, check.Position) == (end.Host, end.Position):
                check.HasEnded = true;
                Abandon();
                break;
            default: // Said too late, in another host's name, or something else.
                break;
        }
    }

    /// <summary>False: the event is not about this.</summary>
    public bool Route(ManagerEvent input)
    {
        switch (input)
        {
            case ManagerEvent.BaseOld:
                renewal.Want();
                break;
            case ManagerEvent.BaseMade made:
                renewal.Made(made.Number);
                break;
            case ManagerEvent.BaseNotMade:
                renewal.NotMade();
                break;
            case ManagerEvent.StateDigested digested:
                Digested(digested);
                break;
            case ManagerEvent.PassiveChecked found:
                PassiveChecked(found);
                break;
            case ManagerEvent.PassiveNotChecked failed:
                Passive.Checked(failed.Check);
                break;
            case ManagerEvent.StateNotDigested:
                break; // It only lacks a vote.
            default:
                return false;
        }

        return true;
    }

    /// <summary>Decides, begins and ends checks; the last thing in every step.</summary>
    public void Advance(bool isServing)
    {
        if (current is { IsOpen: true } check)
        {
            Decide(check);
            EndWhenInVain(check);
        }
        else if (isServing && !asked && IsDue && Passive.IsClean && !Passive.IsInCheck
            && path.Successions.WhyNotCheck() is null)
        {
            Ask();
        }

        Vouching.Interrupt(Passive.IsInCheck || current is { HasEnded: false, OwnPassive: not null } ? last : null);
        renewal.Advance(path.FirstUnjournaled);
    }

    private void Ask()
    {
        asked = true;
        outbox.Add(new ManagerEffect.Multicast(new StateCheckBegun(
            path.Epoch, options.Self,
            renewal.Attempts + Vouching.Failures == 0 ? CheckedPassives.ThoseOfNewBases : CheckedPassives.All)));
    }

    private void Begin(StateCheckBegun begun)
    {
        if (begun.Host == options.Self)
        {
            asked = false;
        }

        var position = path.Sequencer.Position;
        if (current is { IsOpen: true } || path.Successions.WhyNotCheck() is not null)
        {
            if (begun.Host == options.Self)
            {
                renewal.PutOff();
                Vouching.PutOff();
            }

            return;
        }

        Abandon();
        last = last.Next;
        ended = false;
        current = new StateCheck(last, begun.Host, position, outbox.Now, options.Threshold);
        foreach (var replica in path.Running.All)
        {
            replica.NoteAfter(last, position);
        }

        var isMeant = begun.Passives == CheckedPassives.All || begun.Host == options.Self || IsDue;
        if (isMeant && Passive.Check(new PassiveCheck(last, position, renewal.IsWanted)))
        {
            Vouching.Begun(last);
            current.Copies = renewal.IsWanted;
            if (current.Copies)
            {
                renewal.Begun();
            }
        }
    }

    private void Digested(ManagerEvent.StateDigested digested)
    {
        if (current is not { HasEnded: false } check || check.Number != digested.Check)
        {
            return;
        }

        check.Found(digested.Replica, digested.State);
        if (check.Agreed is { } agreed)
        {
            Judge(check, digested.Replica, digested.State, agreed);
        }
        else
        {
            Vote(check, digested.Replica, StateVoter.Executing, digested.State);
        }
    }

    private void PassiveChecked(ManagerEvent.PassiveChecked found)
    {
        Passive.Checked(found.Check);
        if (current is not { HasEnded: false } check || check.Number != found.Check || Passive.LastCheck != found.Check)
        {
            outbox.Add(new ManagerEffect.DropCopy(found.Check));
            return;
        }

        var replica = new ReplicaId(options.Self, path.LastGeneration + 1);
        check.OwnPassive = (replica, found.State);
        if (check.Agreed is { } agreed)
        {
            JudgePassive(check, agreed);
        }
        else
        {
            Vote(check, replica, StateVoter.Passive, found.State);
        }
    }

    private void Vote(StateCheck check, ReplicaId replica, StateVoter voter, Digest state) =>
        outbox.Add(new ManagerEffect.Multicast(new StateVoted(path.Epoch, replica, check.Position, voter, state)));

    /// <summary>What was executed up to the position must be settled: it might still be undone.</summary>
    private void Decide(StateCheck check)
    {
        if (path.FirstUnsettled <= check.Position)
        {
            return;
        }

        check.Ballot.Retain(path.Successions.IsThere);
        if (check.Ballot.Agreed is not { } agreed)
        {
            return;
        }

        check.Agreed = agreed;
        if (check.Host == options.Self)
        {
            outbox.Report(
                ReportKind.StateAgreed,
                $"{check.Ballot.Votes.Count(vote => vote.State == agreed)} replicas have the state {agreed.ToString()[..8]}.",
                sequence: check.Position);
        }

        foreach (var (replica, state) in check.Own)
        {
            Judge(check, replica, state, agreed);
        }

        JudgePassive(check, agreed);
    }

    private void Judge(StateCheck check, ReplicaId replica, Digest state, Digest agreed)
    {
        if (state == agreed || path.Running.Find(replica) is not { } running)
        {
            return;
        }

        if (running.HasExcuse)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(path.Epoch, replica)));
        }
        else
        {
            path.Convictions.ConvictOfState(path.Epoch, replica, check.Position, state, agreed);
        }
    }

    /// <summary>It may have been woken since, or be another one by now; the copy of it is what it was.</summary>
    private void JudgePassive(StateCheck check, Digest agreed)
    {
        if (check.OwnPassive is not var (replica, state))
        {
            return;
        }

        check.OwnPassive = null;
        if (state == agreed && Passive.LastCheck == check.Number)
        {
            Vouching.Agreed(check.Begun);
        }

        if (state == agreed && check.Copies)
        {
            renewal.Agreed(check.Number, check.Position);
            return;
        }

        outbox.Add(new ManagerEffect.DropCopy(check.Number));
        if ((Passive.LastStarted.Replica, Passive.LastStarted.Check) == (replica, check.Number))
        {
            Judge(check, replica, state, agreed);
        }

        if (state != agreed && Passive.LastCheck == check.Number)
        {
            Vouching.Failed("Its passive replica had another state than was agreed on, and is made again.");
            Passive.Spoilt(
                $"The passive replica's database was {state.ToString()[..8]} where {agreed.ToString()[..8]} was agreed; "
                + "it is made again from base and journal.");
        }
    }

    /// <summary>The host that began it ends it when digests are late, or when its passive replica was woken or lost meanwhile.</summary>
    private void EndWhenInVain(StateCheck check)
    {
        if (!check.IsOpen || check.Host != options.Self || ended)
        {
            return;
        }

        var isLate = outbox.Now - check.Begun > options.StateCheckPatience;
        if (isLate)
        {
            outbox.Report(
                ReportKind.StateNotAgreed,
                $"States were compared, and not enough replicas agree. Votes: {Describe(check.Ballot)}.",
                sequence: check.Position);
            Vouching.Failed($"Not enough replicas agree on a state. Votes: {Describe(check.Ballot)}.");
        }

        if (isLate || (!Passive.IsInCheck && check.OwnPassive is null))
        {
            ended = true;
            outbox.Add(new ManagerEffect.Multicast(new StateCheckEnded(path.Epoch, options.Self, check.Position)));
        }
    }

    /// <summary>No state will be agreed on at the check that was open.</summary>
    private void Abandon()
    {
        Passive.EndCheck();
        if (current is { OwnPassive: not null } check)
        {
            check.OwnPassive = null;
            outbox.Add(new ManagerEffect.DropCopy(check.Number));
        }
    }

    private static string Describe(StateBallot ballot) => ballot.Votes is { IsEmpty: false } votes
        ? string.Join(", ", votes.Select(vote => $"{vote.Replica} {vote.State.ToString()[..8]}"))
        : "none";
}

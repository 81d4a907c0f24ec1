using Spare.Protocol;
using Spare.Replication.Images;
using Spare.Replication.Requests;

namespace Spare.Replication.Updates;

/// <summary>
/// The passive replica of this host as its manager sees it (SPARE 3.1 and 3.2): which updates it has, when it is woken
/// for the next ones or to execute requests, who waits for that, and how the next one comes about.
/// </summary>
/// <param name="isThere">Otherwise it is made when this host takes part again.</param>
internal sealed class PassiveReplica(UpdateBuffer buffer, ImageRotation rotation, Outbox outbox, bool isThere)
{
    /// <summary>Flushes that wait at the same time; one more is answered with what there is.</summary>
    public const int FlushMaximum = 64;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly Queue<(ulong Ticket, UpdateNumber Target)> flushes = new();
    private readonly List<ReplicaId> wanted = [];
    private PassiveCondition condition = isThere ? PassiveCondition.Clean : PassiveCondition.Away;
    private ReplicaId? starting;
    private Instant retryAt;
    private string? failure;
    private PassiveCheck? check;
    private bool unfit;

    /// <summary>The last update that it, or the one before it, is known to have.</summary>
    public UpdateNumber Number { get; private set; }

    /// <summary>It is there, changed by nothing but updates, and nobody wants it woken.</summary>
    public bool IsClean => condition == PassiveCondition.Clean && wanted.Count == 0 && !unfit;

    /// <summary>Its state is being digested, or is to be.</summary>
    public bool IsInCheck => check is not null || UnderCheck is not null;

    /// <summary>The check for which its state is being digested; nothing is done with it meanwhile, unless it is woken.</summary>
    public CheckNumber? UnderCheck { get; private set; }

    /// <summary>The last check at which its state was digested; null: that was the state of one before it.</summary>
    public CheckNumber? LastCheck { get; private set; }

    /// <summary>When the last check began at which enough replicas had its state; null: there was none.</summary>
    public Instant? VouchedAt { get; private set; }

    /// <summary>The last one that was started to execute requests.</summary>
    public StartedPassive LastStarted { get; private set; }

    /// <summary>
    /// It, or a later one when there is none now or others are wanted before, is to execute requests as
    /// <paramref name="replica"/>.
    /// </summary>
    public void Want(ReplicaId replica) => wanted.Add(replica);

    /// <summary>That replica has still to be started.</summary>
    public bool IsWanted(ReplicaId replica) => wanted.Contains(replica);

    /// <summary>That replica is not wanted any more.</summary>
    public void Unwant(ReplicaId replica)
    {
        wanted.Remove(replica);
        Started(replica);
    }

    /// <summary>That replica runs, or could not be started: the next passive one can be made.</summary>
    public void Started(ReplicaId replica) => starting = starting == replica ? null : starting;

    /// <summary>This host takes part again, with everything up to that update.</summary>
    public void Return(UpdateNumber number)
    {
        Leave();
        Number = number;
    }

    /// <summary>Its state after that position is to be compared; until then it takes no later updates.</summary>
    /// <returns>Whether it will be, unless something happens to it before.</returns>
    public bool Check(PassiveCheck wanted)
    {
        check = IsClean && !IsInCheck ? wanted : check;
        return check == wanted;
    }

    /// <summary>A check that has not begun need not.</summary>
    public void EndCheck() => check = null;

    /// <summary>The check under way is over.</summary>
    public void Checked(CheckNumber number)
    {
        LastCheck = UnderCheck == number && condition == PassiveCondition.Clean ? number : null;
        UnderCheck = null;
    }

    /// <summary>Enough replicas had its state at a check that began then; null: that counts no more.</summary>
    public void Vouch(Instant? begun) => VouchedAt = begun;

    /// <summary>Its state is not what agreed updates make: the next one is made.</summary>
    public void Spoilt(string reason)
    {
        unfit = true;
        outbox.Report(ReportKind.PassiveNotClean, reason);
    }

    /// <summary>It is of an image of which a replica votes already: the next one is made.</summary>
    public void Exchange()
    {
        unfit = true;
        outbox.Report(
            ReportKind.PassiveExchanged,
            $"The passive replica is of {rotation.Passive}, as is another one that votes: it is made again of another image.");
    }

    /// <summary>There is a passive replica again.</summary>
    public void Made(UpdateNumber number)
    {
        condition = PassiveCondition.Clean;
        failure = null;
        outbox.Report(ReportKind.PassiveMade, $"There is a passive replica again, with all updates up to {number}.");
        Updated(number);
    }

    public void NotMade(string reason)
    {
        condition = PassiveCondition.None;
        retryAt = outbox.Now + RetryPause;
        outbox.Report(ReportKind.PassiveNotMade, reason);
    }

    /// <summary>It ended by itself.</summary>
    public void Lost(string reason, ReplicaId? replica)
    {
        if (condition == PassiveCondition.Clean)
        {
            Leave();
            buffer.NotApplied();
            if (failure is null || !reason.Contains(failure, StringComparison.Ordinal))
            {
                outbox.Report(ReportKind.PassiveLost, reason, replica);
            }
        }
    }

    public void Updated(UpdateNumber number)
    {
        buffer.Applied(number);
        Number = number > Number ? number : Number;
        while (flushes.TryPeek(out var flush) && flush.Target <= Number)
        {
            outbox.Add(new ManagerEffect.FlushDone(flushes.Dequeue().Ticket, Number));
        }
    }

    /// <summary>It did not take updates. Most often it is lost with that, which comes before or after: operators hear it once.</summary>
    public void UpdateFailed(string reason)
    {
        buffer.NotApplied();
        retryAt = outbox.Now + RetryPause;
        if (condition == PassiveCondition.Clean)
        {
            failure = reason;
            outbox.Report(ReportKind.PassiveUpdateFailed, reason);
        }
    }

    /// <summary>Somebody wants it brought up to date now.</summary>
    public void Flush(ulong ticket)
    {
        if (Number >= buffer.Last || flushes.Count >= FlushMaximum)
        {
            outbox.Add(new ManagerEffect.FlushDone(ticket, Number));
            return;
        }

        flushes.Enqueue((ticket, buffer.Last));
        buffer.Ask();
    }

    /// <summary>Does what is due: has it started, updated or made.</summary>
    /// <param name="firstUnsettled">The lowest write without a verdict.</param>
    /// <returns>The replica that is being started now, with everything in the buffer.</returns>
    public ReplicaId? Advance(SequenceNumber? firstUnsettled)
    {
        if (unfit && !buffer.Updating)
        {
            Leave();
            outbox.Add(new ManagerEffect.DiscardPassive());
        }

        if (condition == PassiveCondition.Clean && !unfit && wanted is [var replica, ..] && !buffer.Updating)
        {
            LastStarted = new StartedPassive(replica, LastCheck, VouchedAt is not null);
            Leave();
            wanted.RemoveAt(0);
            starting = replica;
            rotation.Started(replica);
            outbox.Add(new ManagerEffect.StartReplica(replica, buffer.All));
            return replica;
        }

        if (outbox.Now >= retryAt)
        {
            UpdateOrMake(firstUnsettled);
        }

        return null;
    }

    private void UpdateOrMake(SequenceNumber? firstUnsettled)
    {
        if (IsClean && check is { } next)
        {
            BringTo(next, firstUnsettled);
        }
        else if (IsClean && UnderCheck is null && buffer.TakeDue(outbox.Now) is { IsEmpty: false } due)
        {
            outbox.Add(new ManagerEffect.UpdatePassive(due));
        }
        else if (condition == PassiveCondition.None && starting is null)
        {
            condition = PassiveCondition.Making;
            outbox.Add(new ManagerEffect.MakePassive(Number, rotation.Next()));
        }
    }

    /// <summary>What is settled before the check's position is all that it gets before its state is digested.</summary>
    private void BringTo(PassiveCheck next, SequenceNumber? firstUnsettled)
    {
        if (firstUnsettled <= next.Position || buffer.Updating)
        {
            return;
        }

        if (buffer.TakeUpTo(next.Position) is { IsEmpty: false } updates)
        {
            outbox.Add(new ManagerEffect.UpdatePassive(updates));
            return;
        }

        (check, UnderCheck) = (null, next.Number);
        outbox.Add(new ManagerEffect.CheckPassive(next.Number, Number, next.Copies));
    }

    /// <summary>It is gone, or is another one from here on.</summary>
    private void Leave()
    {
        condition = PassiveCondition.None;
        (check, LastCheck, VouchedAt, unfit) = (null, null, null, false);
    }

    private enum PassiveCondition
    {
        /// <summary>It was woken or is lost.</summary>
        None,

        /// <summary>This host takes no part.</summary>
        Away,
        Making,
        Clean,
    }
}

using Spare.Protocol;
using Spare.Replication.Requests;

namespace Spare.Replication.Updates;

/// <summary>
/// The passive replica of this host as its manager sees it (SPARE 3.2): which updates it has, when it is woken for
/// the next ones, and who waits for that.
/// </summary>
internal sealed class PassiveReplica(UpdateBuffer buffer, Outbox outbox)
{
    /// <summary>Flushes that wait at the same time; one more is answered with what there is.</summary>
    public const int FlushMaximum = 64;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly Queue<(ulong Ticket, UpdateNumber Target)> flushes = new();
    private Instant retryAt;

    /// <summary>The last update that it is known to have.</summary>
    public UpdateNumber Number { get; private set; }

    public void Updated(UpdateNumber number)
    {
        buffer.Applied(number);
        Number = number > Number ? number : Number;
        outbox.Add(new ManagerEffect.TruncateJournal(Number));
        while (flushes.TryPeek(out var flush) && flush.Target <= Number)
        {
            outbox.Add(new ManagerEffect.FlushDone(flushes.Dequeue().Ticket, Number));
        }
    }

    public void Failed(string reason)
    {
        buffer.NotApplied();
        retryAt = outbox.Now + RetryPause;
        outbox.Report(ReportKind.PassiveUpdateFailed, reason);
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

    /// <summary>Wakes it when it is time.</summary>
    public void Advance()
    {
        if (outbox.Now >= retryAt && buffer.TakeDue(outbox.Now) is { IsEmpty: false } due)
        {
            outbox.Add(new ManagerEffect.UpdatePassive(due));
        }
    }
}

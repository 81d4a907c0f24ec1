using Spare.Protocol;
using Spare.Replication.Requests;

namespace Spare.Replication.StateChecks;

/// <summary>Whether this host wants a new base, and when it may have states compared for it again.</summary>
internal sealed class BaseRenewal(ReplicationOptions options, Outbox outbox)
{
    /// <summary>Attempts without a base after which an operator should know.</summary>
    public const int AttemptsToReport = 3;

    private const int DoublingsMaximum = 5;

    private Instant begun;
    private Instant retryAt;
    private (CheckNumber Check, SequenceNumber Position)? agreed;
    private CheckNumber? taking;

    /// <summary>Checks in which this host took part since it has wanted a base, without getting one.</summary>
    public int Attempts { get; private set; }

    public bool IsWanted { get; private set; }

    /// <summary>It is time to have states compared.</summary>
    public bool IsDue => IsWanted && taking is null && agreed is null && outbox.Now >= retryAt;

    public void Want() => IsWanted = true;

    /// <summary>A check began in which the passive replica of this host takes part.</summary>
    public void Begun()
    {
        begun = outbox.Now;
        retryAt = outbox.Now + (options.StateCheckPause * (1 << Math.Min(Attempts, DoublingsMaximum)));
        Attempts++;
        if (Attempts > AttemptsToReport)
        {
            outbox.Report(
                ReportKind.StateNotAgreed,
                $"{Attempts - 1} times states were compared and no base could be made; the journal grows.");
        }
    }

    /// <summary>The states cannot be compared now.</summary>
    public void PutOff() => retryAt = outbox.Now + options.StateCheckPause;

    /// <summary>The copy that was made at that check has the agreed state of that position.</summary>
    public void Agreed(CheckNumber check, SequenceNumber position) => agreed = (check, position);

    /// <summary>
    /// Takes the base whose state was agreed, once the journal has all that is in it: a base beyond the journal's end would
    /// be taken for damage after a loss of power.
    /// </summary>
    public void Advance(SequenceNumber? firstUnjournaled)
    {
        if (agreed is var (check, position) && !(firstUnjournaled <= position))
        {
            (agreed, taking) = (null, check);
            outbox.Add(new ManagerEffect.TakeCopy(check));
        }
    }

    public void Made(UpdateNumber number)
    {
        (taking, IsWanted, Attempts) = (null, false, 0);
        retryAt = begun + (options.StateCheckSpacing * (outbox.Now - begun));
        outbox.Add(new ManagerEffect.TruncateJournal(number));
    }

    public void NotMade() => taking = null;
}

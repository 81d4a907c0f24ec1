using Spare.Protocol;
using Spare.Replication.Requests;

namespace Spare.Replication.Recovery;

/// <summary>Says what a recovery that operators asked for waits for, once that has been the same for a while.</summary>
internal sealed class RecoveryWait(Outbox outbox)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private string? reason;
    private Instant since;
    private bool isTold;

    /// <param name="current">What it waits for now; null: nothing that takes long.</param>
    /// <param name="passesByItself">Otherwise operators are told at once: only they can end it.</param>
    public void Look(string? current, bool passesByItself, ReplicaId active)
    {
        if (current != reason)
        {
            (reason, since, isTold) = (current, outbox.Now, false);
        }

        if (reason is not null && !isTold && (!passesByItself || outbox.Now - since >= Patience))
        {
            isTold = true;
            outbox.Report(ReportKind.RecoveryWaits, $"The recovery that was asked for waits. {reason}", active);
        }
    }

    /// <summary>Nobody asks for one any more.</summary>
    public void End() => reason = null;
}

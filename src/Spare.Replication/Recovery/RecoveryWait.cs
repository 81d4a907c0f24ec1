using Spare.Protocol;
using Spare.Replication.Requests;

namespace Spare.Replication.Recovery;

/// <summary>
/// Says what a recovery that operators asked for waits for, once that has been the same for a while: each reason once in
/// each recovery, and <see cref="ReasonsMaximum"/> of them.
/// </summary>
internal sealed class RecoveryWait(Outbox outbox)
{
    public const int ReasonsMaximum = 16;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private string? reason;
    private Instant since;

    /// <param name="current">What it waits for now; null: nothing that takes long.</param>
    public void Look(string? current, ReplicaId active)
    {
        if (current != reason)
        {
            (reason, since) = (current, outbox.Now);
        }
        else if (reason is not null && outbox.Now - since >= Patience && told.Count < ReasonsMaximum && told.Add(reason))
        {
            outbox.Report(ReportKind.RecoveryWaits, $"The recovery that was asked for waits. {reason}", active);
        }
    }

    /// <summary>Nobody asks for one any more.</summary>
    public void End()
    {
        told.Clear();
        reason = null;
    }
}

using Spare.Protocol;
using Spare.Replication.Requests;
using Spare.Replication.Updates;

namespace Spare.Replication.StateChecks;

/// <summary>
/// Whether the passive replica of this host may take the active one's place by recovery: only while enough replicas vouch
/// for its state (SPARE 4.2). States are compared for each recovery anew.
/// </summary>
internal sealed class Vouching(ReplicationOptions options, PassiveReplica passive, Outbox outbox)
{
    private const int DoublingsMaximum = 5;

    /// <summary>So long after a check its outcome is worth something: a recovery that is held up longer has another one.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(1);

    private Instant? since;
    private Instant retryAt;
    private CheckNumber? check;
    private string? failure;

    /// <summary>Checks that came to nothing since the last one that did not.</summary>
    public int Failures { get; private set; }

    /// <summary>At a check that began after it was wanted, enough replicas had the state of the passive one.</summary>
    public bool Holds => passive.VouchedAt is { } begun && begun >= since && outbox.Now - begun <= Validity;

    /// <summary>It is time to have states compared.</summary>
    public bool IsDue => since is not null && check is null && !Holds && outbox.Now >= retryAt;

    /// <summary>This host is to recover.</summary>
    public void Want() => since ??= outbox.Now;

    /// <summary>This host recovers now, or need not.</summary>
    public void Unwant() => (since, check, failure) = (null, null, null);

    public void BeginEpoch()
    {
        Unwant();
        (Failures, retryAt) = (0, outbox.Now);
    }

    /// <summary>A check began in which the passive replica of this host takes part.</summary>
    public void Begun(CheckNumber number) => check = since is null ? null : number;

    /// <summary>What states were compared for is not possible now.</summary>
    public void Spend()
    {
        passive.Vouch(null);
        PutOff();
    }

    /// <summary>States cannot be compared now.</summary>
    public void PutOff() => retryAt = outbox.Now + options.StateCheckPause;

    /// <summary>The passive replica was vouched for at a check that began then.</summary>
    public void Agreed(Instant begun)
    {
        passive.Vouch(begun);
        (check, Failures) = (null, 0);
    }

    /// <summary>Nobody vouches for the passive replica, and that is not because something came in between.</summary>
    public void Failed(string reason)
    {
        if (since is not null)
        {
            retryAt = outbox.Now + (options.StateCheckPause * (1 << Math.Min(Failures, DoublingsMaximum)));
            Failures++;
            (check, failure) = (null, reason);
        }
    }

    /// <summary>What came of the check under way is not known, and will not be.</summary>
    public void Interrupt(CheckNumber? pending)
    {
        if (check is not null && check != pending)
        {
            check = null;
            PutOff();
        }
    }

    /// <summary>Why nobody vouches for it, once for each check.</summary>
    public string? TakeFailure()
    {
        var taken = failure;
        failure = null;
        return taken;
    }
}

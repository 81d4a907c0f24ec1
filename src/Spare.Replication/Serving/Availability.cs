using Spare.Replication.Requests;

namespace Spare.Replication.Serving;

/// <summary>
/// Whether this host answers its clients, and what becomes of their requests while it does not: they wait at the gate
/// when that is likely to be short, and are refused otherwise.
/// </summary>
internal sealed class Availability(RequestPath path, Membership membership, EntryGate gate, Outbox outbox)
{
    /// <summary>What is wrong with a disk is no business of clients.</summary>
    private const string JournalFailedForClients = "This host cannot store what is agreed; ask another host of the service.";

    private string? journalFailure;

    /// <summary>Why no reply may leave, as of the last step; null: this host serves.</summary>
    public string? Held { get; private set; } = "Starting.";

    /// <summary>Why no reply may leave, and what an operator does about it; null: this host serves.</summary>
    public string? WhyHeld() =>
        journalFailure
        ?? (membership.Reason is { } reason ? $"{reason}{membership.Remedy}" : null)
        ?? path.Successions.TooFewLeft() ?? path.Successions.TooFew();

    /// <summary>The same as clients read it, or why their requests wait; null: neither.</summary>
    private string? ForClients(string? held) =>
        held is null ? membership.Pause
        : held == journalFailure ? JournalFailedForClients
        : membership.Reason ?? held;

    /// <summary>What keeps this host from serving now may soon be over.</summary>
    private bool MayPass => journalFailure is null && path.Successions.TooFewLeft() is null;

    /// <summary>What follows for clients from what happened in this step.</summary>
    public void Advance()
    {
        var reason = WhyHeld();
        if (reason is not null && Held is null)
        {
            outbox.Report(ReportKind.ServingStopped, reason);
        }
        else if (reason is null && Held is not null)
        {
            outbox.Report(ReportKind.ServingBegan, $"Serving in epoch {path.Epoch}.");
        }

        Held = reason;
        path.Open(reason is null && membership.IsDurable);
        if (ForClients(reason) is not { } told)
        {
            gate.Open();
        }
        else if (gate.Close(told, mayPass: MayPass) && reason is not null)
        {
            path.Hold(told);
        }
    }

    public void JournalFailed(string reason)
    {
        if (journalFailure is null)
        {
            journalFailure = $"The journal failed: {reason.TrimEnd('.')}. Free or repair the disk, then end the daemon: "
                + "it is started again and catches up.";
            outbox.Report(ReportKind.JournalFailed, journalFailure);
            path.JournalFailed();
        }
    }
}

namespace Spare.Replication;

/// <summary>Why a client gets no reply of the service.</summary>
/// <param name="Detail">One sentence for the client; it names no host that the client could reach.</param>
public readonly record struct Refusal(RefusalReason Reason, string Detail);

public enum RefusalReason
{
    /// <summary>The request was not executed: the hosts do not serve now.</summary>
    NotServing = 1,

    /// <summary>The request was not executed: too many are in flight here.</summary>
    TooManyInFlight = 2,

    /// <summary>Too few replicas answered in time.</summary>
    TimedOut = 4,

    /// <summary>The write was undone on all replicas: they disagreed, or did not answer.</summary>
    Voided = 5,

    /// <summary>All replicas agree that the service gave no usable answer.</summary>
    ServiceFailed = 6,

    /// <summary>A host was lost while the request was under way: it may or may not have been executed.</summary>
    OutcomeUnknown = 7,

    /// <summary>The request was not executed: replicas failed at one like it.</summary>
    Quarantined = 8,

    /// <summary>The request was not executed: its client named another one by the same key.</summary>
    KeyReused = 9,

    /// <summary>The request was executed when it was sent before; its reply is not kept.</summary>
    ReplyNotKept = 10,

    /// <summary>The request was not executed: its client named it, and nothing is kept by names.</summary>
    KeysNotKept = 11,
}

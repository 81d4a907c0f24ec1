namespace Spare.Protocol.Admin;

/// <summary>Something that an operator wants to know about.</summary>
public sealed record OperatorEvent
{
    /// <summary>Counts from 1 when the daemon starts; a gap means that events were dropped.</summary>
    public required ulong Number { get; init; }

    public required Instant Time { get; init; }

    public required Severity Severity { get; init; }

    public required OperatorEventKind Kind { get; init; }

    public required HostId Host { get; init; }

    public ReplicaId? Replica { get; init; }

    public SequenceNumber? Sequence { get; init; }

    /// <summary>One sentence. Parts that came from a client or a replica are cut and cleaned of control characters.</summary>
    public required string Text { get; init; }
}

using Spare.Protocol.Messages;

namespace Spare.Protocol.Admin;

/// <summary>Requests like this one are refused.</summary>
/// <param name="Sequence">The position of the request at which replicas failed.</param>
/// <param name="Time">The agreed time when it was quarantined.</param>
public sealed record QuarantineEntry(Digest Likeness, SequenceNumber Sequence, Instant Time, QuarantineReason Reason);

using Spare.Protocol;

namespace Spare.Replication.Updates;

/// <summary>A place in the order of all updates: two hosts with the same chain at it agreed on everything before.</summary>
/// <param name="Time">The agreed time of the position.</param>
/// <param name="Chain">The digest of all verdicts, that on this position included.</param>
public sealed record JournalEnd(SequenceNumber Sequence, Instant Time, UpdateNumber Update, Digest Chain)
{
    /// <summary>Before the first update: what the image has.</summary>
    public static JournalEnd Image { get; } = new(SequenceNumber.None, default, UpdateNumber.None, default);
}

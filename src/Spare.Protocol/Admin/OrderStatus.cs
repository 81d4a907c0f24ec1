namespace Spare.Protocol.Admin;

/// <summary>How far a host is in the total order.</summary>
/// <param name="Delivered">The last position that the group delivered.</param>
/// <param name="Decided">The position up to which every request is decided.</param>
/// <param name="Update">The last agreed update.</param>
/// <param name="Buffered">Agreed updates that the local passive replica does not have yet.</param>
public sealed record OrderStatus(
    SequenceNumber Delivered, SequenceNumber Decided, UpdateNumber Update, int Buffered);

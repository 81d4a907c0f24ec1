using Spare.Protocol;

namespace Spare.Replication.Updates;

/// <summary>A check in which the passive replica of this host takes part.</summary>
/// <param name="Position">Its state after all writes up to here is compared.</param>
/// <param name="Copies">Whether it is copied in that state: a new base is wanted.</param>
internal readonly record struct PassiveCheck(CheckNumber Number, SequenceNumber Position, bool Copies);

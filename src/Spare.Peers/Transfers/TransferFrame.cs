namespace Spare.Peers.Transfers;

/// <summary>One message of a catch-up.</summary>
internal readonly record struct TransferFrame(TransferFrameKind Kind, ReadOnlyMemory<byte> Content);

internal enum TransferFrameKind : byte
{
    StillThere = 1,
    Ask = 2,
    Refused = 3,
    TailFollows = 4,
    ImageFollows = 5,
    BaseFollows = 6,
    DiskPart = 7,
    DiskEnd = 8,
    Records = 9,
    Done = 10,
    Kept = 11,
}

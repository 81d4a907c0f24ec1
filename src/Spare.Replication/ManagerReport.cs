using Spare.Protocol;

namespace Spare.Replication;

/// <summary>An event for the operator, with the ids that it is about.</summary>
/// <param name="Text">One sentence.</param>
/// <param name="Epoch">Only of <see cref="ReportKind.EpochBegan"/>: places after the sequence are given out anew in it.</param>
public sealed record ManagerReport(
    ReportKind Kind, string Text, ReplicaId? Replica = null, SequenceNumber? Sequence = null, Epoch? Epoch = null);

/// <summary>Kinds of report; their names are stable, operators filter by them.</summary>
public enum ReportKind
{
    EpochBegan = 1,
    ServingStopped = 2,
    RepliesDiffered = 3,
    RepliesMissing = 4,
    WriteVoided = 5,
    ReplicaLost = 6,
    ReplicaReplaced = 7,
    PassiveUpdated = 8,
    PassiveUpdateFailed = 9,
    BufferFull = 10,
    JournalFailed = 11,
    StampTooFarOff = 12,
    GroupLost = 13,
    ReplicaMisbehaved = 14,
    ServingBegan = 15,
    HelpAsked = 16,
    HelpTaken = 17,
    HelperPutBack = 18,
    ReplicaConvicted = 19,
    ReplicaSuspected = 20,
    PassiveMade = 21,
    PassiveNotMade = 22,
    PassiveLost = 23,
    Recovered = 24,
    CatchUpBegan = 25,
    CatchUpFailed = 26,
    RequestQuarantined = 27,
    QuarantineReleased = 28,
    ReplicaRetired = 29,
    StateAgreed = 30,
    StateNotAgreed = 31,
    PassiveNotClean = 32,
    RecoveryPutOff = 33,
    KeyForgotten = 34,
    PassiveExchanged = 35,
    HostHangs = 36,
    HostHeard = 37,
    RecoveryWaits = 38,
}

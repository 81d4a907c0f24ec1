using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// What replica managers multicast in total order. Everything that more than one manager decides by is one of these.
/// The set is closed; each message has its codec in its own file.
/// </summary>
public abstract record GroupMessage
{
    internal GroupMessage()
    {
    }

    private protected abstract GroupMessageKind Kind { get; }

    public byte[] Encode()
    {
        var writer = new WireWriter();
        writer.Byte((byte)Kind);
        Format(writer);
        return writer.ToArray();
    }

    /// <summary>False: not a message of this version. The decoder reads every byte and never throws.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out GroupMessage message)
    {
        var reader = new WireReader(source);
        GroupMessage? parsed = (GroupMessageKind)reader.Byte() switch
        {
            GroupMessageKind.HostReady => HostReady.Parse(ref reader),
            GroupMessageKind.RequestProposed => RequestProposed.Parse(ref reader),
            GroupMessageKind.WriteVoted => WriteVoted.Parse(ref reader),
            GroupMessageKind.ReplicaReplaced => ReplicaReplaced.Parse(ref reader),
            GroupMessageKind.VoidProposed => VoidProposed.Parse(ref reader),
            GroupMessageKind.ReplicaReady => ReplicaReady.Parse(ref reader),
            GroupMessageKind.BacklogChanged => BacklogChanged.Parse(ref reader),
            GroupMessageKind.HelpAsked => HelpAsked.Parse(ref reader),
            GroupMessageKind.HelpOffered => HelpOffered.Parse(ref reader),
            GroupMessageKind.ReplicaConvicted => ReplicaConvicted.Parse(ref reader),
            GroupMessageKind.ReplicaSuspected => ReplicaSuspected.Parse(ref reader),
            GroupMessageKind.PassiveChanged => PassiveChanged.Parse(ref reader),
            GroupMessageKind.ContentShared => ContentShared.Parse(ref reader),
            GroupMessageKind.ReadDisputed => ReadDisputed.Parse(ref reader),
            GroupMessageKind.RecoveryBegun => RecoveryBegun.Parse(ref reader),
            GroupMessageKind.RequestsHeld => RequestsHeld.Parse(ref reader),
            GroupMessageKind.CompensationOffered => CompensationOffered.Parse(ref reader),
            GroupMessageKind.EpochLasts => EpochLasts.Parse(ref reader),
            GroupMessageKind.AdmissionAsked => AdmissionAsked.Parse(ref reader),
            GroupMessageKind.AdmissionEnded => AdmissionEnded.Parse(ref reader),
            GroupMessageKind.VoidConfirmed => VoidConfirmed.Parse(ref reader),
            GroupMessageKind.RequestQuarantined => RequestQuarantined.Parse(ref reader),
            GroupMessageKind.QuarantineReleased => QuarantineReleased.Parse(ref reader),
            GroupMessageKind.QuarantineTold => QuarantineTold.Parse(ref reader),
            GroupMessageKind.PassiveActivated => PassiveActivated.Parse(ref reader),
            GroupMessageKind.ReplicaPassivated => ReplicaPassivated.Parse(ref reader),
            GroupMessageKind.ReplyAsked => ReplyAsked.Parse(ref reader),
            GroupMessageKind.StateCheckBegun => StateCheckBegun.Parse(ref reader),
            GroupMessageKind.StateVoted => StateVoted.Parse(ref reader),
            GroupMessageKind.StateCheckEnded => StateCheckEnded.Parse(ref reader),
            GroupMessageKind.ReplicaImage => ReplicaImage.Parse(ref reader),
            _ => null,
        };
        message = parsed!; // Callers look at it only when the result is true.
        return parsed is not null && reader.Complete;
    }

    private protected abstract void Format(WireWriter writer);
}

/// <summary>First byte of a message on the wire; the names that <c>docs/protocol.md</c> uses.</summary>
internal enum GroupMessageKind : byte
{
    HostReady = 1,
    RequestProposed = 2,
    WriteVoted = 3,
    ReplicaReplaced = 4,
    VoidProposed = 5,
    ReplicaReady = 6,
    BacklogChanged = 7,
    HelpAsked = 8,
    HelpOffered = 9,
    ReplicaConvicted = 10,
    ReplicaSuspected = 11,
    PassiveChanged = 12,
    ContentShared = 13,
    ReadDisputed = 14,
    RecoveryBegun = 15,
    RequestsHeld = 16,
    CompensationOffered = 17,
    EpochLasts = 18,
    AdmissionAsked = 19,
    AdmissionEnded = 20,
    VoidConfirmed = 21,
    RequestQuarantined = 22,
    QuarantineReleased = 23,
    QuarantineTold = 24,
    PassiveActivated = 25,
    ReplicaPassivated = 26,
    ReplyAsked = 27,
    StateCheckBegun = 28,
    StateVoted = 29,
    StateCheckEnded = 30,
    ReplicaImage = 31,
}

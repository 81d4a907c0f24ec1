using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// QUARANTINE: more replicas failed at the request of that position than can be faulty at a time, so it is poison. From
/// here on all managers refuse requests like it.
/// </summary>
/// <param name="Likeness">As <see cref="Http.Likeness"/> computes it.</param>
public sealed record RequestQuarantined(
    Epoch Epoch, HostId Host, SequenceNumber Sequence, Digest Likeness, QuarantineReason Reason) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.RequestQuarantined;

    internal static RequestQuarantined Parse(ref WireReader reader)
    {
        var message = new RequestQuarantined(
            new Epoch(reader.UInt64()), reader.Host(), reader.Sequence(), reader.Digest(), (QuarantineReason)reader.Byte());
        reader.FailUnless(Enum.IsDefined(message.Reason));
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Sequence(Sequence);
        writer.Digest(Likeness);
        writer.Byte((byte)Reason);
    }
}

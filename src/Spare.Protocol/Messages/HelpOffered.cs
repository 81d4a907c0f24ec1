using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// I_DO: the manager of a host with a clean passive replica offers to wake it. The first offers of a round, as many as
/// were asked for, are taken: the order of delivery decides, not the time of arrival (SPARE 4.1.1).
/// </summary>
/// <param name="Round">The round of the <see cref="HelpAsked"/> that this answers.</param>
public sealed record HelpOffered(Epoch Epoch, HostId Host, SequenceNumber Sequence, uint Round) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.HelpOffered;

    internal static HelpOffered Parse(ref WireReader reader)
    {
        var message = new HelpOffered(
            new Epoch(reader.UInt64()), reader.Host(), reader.Sequence(), reader.UInt32());
        reader.FailUnless(message.Round > 0);
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Sequence(Sequence);
        writer.UInt32(Round);
    }
}

using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// HELP_ME: the votes on the lowest undecided write cannot decide it, or are late; so many more replicas are to execute
/// it (SPARE 4.1.1). Counts only where that request is still the lowest undecided one.
/// </summary>
/// <param name="Needed">How many passive replicas are to be woken in this round.</param>
/// <param name="Round">Grows with each message about the same request; the first of a round counts.</param>
public sealed record HelpAsked(Epoch Epoch, SequenceNumber Sequence, ushort Needed, uint Round) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.HelpAsked;

    internal static HelpAsked Parse(ref WireReader reader)
    {
        var message = new HelpAsked(
            new Epoch(reader.UInt64()), reader.Sequence(), reader.UInt16(), reader.UInt32());
        reader.FailUnless(message is { Needed: > 0, Round: > 0 });
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Sequence(Sequence);
        writer.UInt16(Needed);
        writer.UInt32(Round);
    }
}

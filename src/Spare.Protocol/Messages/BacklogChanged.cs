using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// BACKLOG: the passive replica of one host has not taken updates for so long that its buffer is full, or the buffer
/// has room again. While one is full no host accepts requests: only so is the buffer bounded (SPARE 3.2).
/// </summary>
public sealed record BacklogChanged(Epoch Epoch, HostId Host, Backlog Backlog) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.BacklogChanged;

    internal static BacklogChanged Parse(ref WireReader reader)
    {
        var message = new BacklogChanged(new Epoch(reader.UInt64()), reader.Host(), (Backlog)reader.Byte());
        reader.FailUnless(message.Backlog is Backlog.Full or Backlog.Drained);
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Byte((byte)Backlog);
    }
}

/// <summary>How an update buffer stands.</summary>
public enum Backlog : byte
{
    Full = 1,
    Drained = 2,
}

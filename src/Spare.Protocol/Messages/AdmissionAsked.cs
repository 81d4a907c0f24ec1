using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// JOIN: the host has caught up with those that serve, but for the last few updates, and asks to take part from the next
/// epoch on. They settle what is ordered, and end theirs.
/// </summary>
public sealed record AdmissionAsked(Epoch Epoch, HostId Host) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.AdmissionAsked;

    internal static AdmissionAsked Parse(ref WireReader reader) => new(new Epoch(reader.UInt64()), reader.Host());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
    }
}

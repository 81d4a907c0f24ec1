using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// LEFT_OUT: the host that asked to take part has not said HOST_READY in time; the others begin the next epoch without it.
/// </summary>
public sealed record AdmissionEnded(Epoch Epoch, HostId Host) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.AdmissionEnded;

    internal static AdmissionEnded Parse(ref WireReader reader) => new(new Epoch(reader.UInt64()), reader.Host());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
    }
}

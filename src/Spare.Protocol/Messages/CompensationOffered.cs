using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// COMPENSATE: fewer hosts serve than replicas have to agree, and this one has a clean passive replica to make up for
/// one that is gone (SPARE 4.1.4). The first ones that are delivered are taken, as many as are missing.
/// </summary>
public sealed record CompensationOffered(Epoch Epoch, HostId Host) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.CompensationOffered;

    internal static CompensationOffered Parse(ref WireReader reader) => new(new Epoch(reader.UInt64()), reader.Host());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
    }
}

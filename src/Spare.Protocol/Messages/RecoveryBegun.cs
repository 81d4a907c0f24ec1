using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// RECOVER: the host replaces its active replica by its clean passive one, proactively (SPARE 4.2). The passive one is
/// woken where this is delivered, and takes over once it has caught up. One host at a time: it counts only where no
/// other replica is being made.
/// </summary>
public sealed record RecoveryBegun(Epoch Epoch, HostId Host) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.RecoveryBegun;

    internal static RecoveryBegun Parse(ref WireReader reader) => new(new Epoch(reader.UInt64()), reader.Host());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
    }
}

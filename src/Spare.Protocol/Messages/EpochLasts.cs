using System.Collections.Immutable;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// EPOCH: these hosts serve. Their lowest one says so whenever a host is in the group that is not one of them: that one
/// has to catch up before it can come back.
/// </summary>
public sealed record EpochLasts(Epoch Epoch, ImmutableArray<HostId> Hosts) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.EpochLasts;

    /// <summary>They say the same.</summary>
    public bool Equals(EpochLasts? other) =>
        other is not null && Epoch == other.Epoch && Hosts.AsSpan().SequenceEqual(other.Hosts.AsSpan());

    public override int GetHashCode() => Epoch.GetHashCode();

    internal static EpochLasts Parse(ref WireReader reader)
    {
        var message = new EpochLasts(new Epoch(reader.UInt64()), reader.Hosts(HostReady.HostsMaximum));
        reader.FailUnless(!message.Hosts.IsEmpty);
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Hosts(Hosts);
    }
}

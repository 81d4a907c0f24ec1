using System.Threading.Channels;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Groups;

/// <summary>A member of a group within one process; see <see cref="InMemoryBus"/>.</summary>
public sealed class InMemoryGroup : IGroup
{
    private readonly InMemoryBus bus;
    private readonly GroupLimits limits;

    internal InMemoryGroup(InMemoryBus bus, GroupMember self, GroupLimits limits)
    {
        this.bus = bus;
        this.limits = limits;
        Self = self;
        Endpoint = new GroupEndpoint(limits, packet => bus.Accept(this, packet));
    }

    public GroupMember Self { get; }

    public ChannelReader<GroupEvent> Events => Endpoint.Events;

    public int MessageMaximum => limits.MessageMaximum;

    public GroupTraffic Traffic => Endpoint.Traffic;

    internal GroupEndpoint Endpoint { get; }

    public ValueTask<MulticastResult> MulticastAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) =>
        Endpoint.MulticastAsync(message, cancellation);

    /// <summary>The process ends without leaving the group.</summary>
    public void Crash()
    {
        Endpoint.Dispose();
        bus.Remove(this, DepartureReason.ProcessDown);
    }

    public ValueTask DisposeAsync()
    {
        Endpoint.Dispose();
        bus.Remove(this, DepartureReason.Left);
        return ValueTask.CompletedTask;
    }
}

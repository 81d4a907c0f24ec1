using System.Threading.Channels;
using Spare.Protocol;
using Spare.Replication;
using Spare.Runtime.Loop;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Tests.Loop;

public sealed class GroupReceiverTests
{
    [Theory]
    [InlineData(CrashDetection.Quorum, true, true)]
    [InlineData(CrashDetection.Quorum, false, false)]
    [InlineData(CrashDetection.Reliable, false, true)]
    public async Task Without_a_majority_a_host_goes_on_only_where_crashes_are_detected_reliably(
        CrashDetection detection, bool quorate, bool goesOn)
    {
        await using var source = new Source();
        var queue = new EventQueue();
        source.Happen(new GroupEvent.QuorumChanged(quorate, [new HostId(1)]));

        await new GroupReceiver(source, source, queue, detection).RunAsync(CancellationToken.None);

        Assert.True(queue.Reader.TryRead(out var posted));
        var changed = Assert.IsType<ManagerEvent.QuorumChanged>(posted);
        Assert.Equal(goesOn, changed.Quorate);
        Assert.Equal([new HostId(1)], changed.Ring.AsEnumerable());
    }

    /// <summary>A group and a peer link that say one thing and end.</summary>
    private sealed class Source : IGroup, IPeerLink
    {
        private readonly Channel<GroupEvent> events = Channel.CreateUnbounded<GroupEvent>();
        private readonly Channel<PeerDelivery> deliveries = Channel.CreateUnbounded<PeerDelivery>();

        public ChannelReader<GroupEvent> Events => events.Reader;

        public ChannelReader<PeerDelivery> Deliveries => deliveries.Reader;

        public int MessageMaximum => 0;

        public void Happen(GroupEvent happened)
        {
            events.Writer.TryWrite(happened);
            events.Writer.Complete();
            deliveries.Writer.Complete();
        }

        public ValueTask<MulticastResult> MulticastAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) =>
            ValueTask.FromResult(MulticastResult.NotJoined);

        public bool Send(HostId receiver, ReadOnlySpan<byte> message) => false;

        public void Flush()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using System.Runtime.InteropServices;
using System.Threading.Channels;
using LibvirtSharp.Native;

namespace LibvirtSharp.Events;

/// <summary>
/// Events of domains from its creation until it is disposed of. They wait in a bounded queue, so that a slow reader
/// holds nothing up; the oldest are given up when it is full.
/// </summary>
public sealed unsafe class DomainEventSubscription : IDisposable
{
    private readonly SubscriptionHandle handle;
    private readonly DomainEventQueue queue;

    internal DomainEventSubscription(ConnectionHandle connection, int capacity)
    {
        queue = new DomainEventQueue(capacity);
        var context = GCHandle.Alloc(queue);
        var id = EventCalls.Subscribe(
            connection, 0, EventCalls.Lifecycle, &DomainEventQueue.Happened, GCHandle.ToIntPtr(context),
            &DomainEventQueue.Release);
        if (id < 0)
        {
            context.Free();
            throw LibvirtException.Last();
        }

        handle = new SubscriptionHandle(connection, id);
    }

    /// <summary>Completes when the subscription is disposed of.</summary>
    public ChannelReader<DomainEvent> Events => queue.Events.Reader;

    /// <summary>How many events were given up because nobody read them.</summary>
    public long Lost => queue.Lost;

    public void Dispose()
    {
        handle.Dispose();
        queue.Events.Writer.TryComplete();
    }
}

using System.Threading.Channels;
using Spare.Replication;

namespace Spare.Runtime.Loop;

/// <summary>
/// The one way into the event loop. Bounded: whoever posts waits while the loop is behind, so clients and the group
/// feel back-pressure instead of the manager's memory.
/// </summary>
/// <remarks>
/// Whoever posts to an idle loop runs it on his own thread until it is idle again: waking another thread for each
/// event would cost more than most steps do. The loop waits for nothing, so nobody is held up for long.
/// </remarks>
public sealed class EventQueue
{
    public const int Capacity = 16_384;

    private readonly Channel<ManagerEvent> events = Channel.CreateBounded<ManagerEvent>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, AllowSynchronousContinuations = true });

    internal ChannelReader<ManagerEvent> Reader => events.Reader;

    /// <summary>After the queue was closed, events are dropped: there is nobody to hear them.</summary>
    public async ValueTask PostAsync(ManagerEvent posted, CancellationToken cancellation)
    {
        if (events.Writer.TryWrite(posted))
        {
            return;
        }

        try
        {
            await events.Writer.WriteAsync(posted, cancellation);
        }
        catch (ChannelClosedException)
        {
            // The loop has ended; so will its caller.
        }
    }

    public void Close() => events.Writer.TryComplete();
}

using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Groups;

/// <summary>
/// The events of one member on their way to its reader, bounded in number and in bytes. At a bound the writer waits;
/// one event is always let in, whatever its size.
/// </summary>
/// <remarks>There is one writer; a reader that waits for an event goes on with it on the writer's thread.</remarks>
internal sealed class GroupEventQueue(int eventMaximum, long byteMaximum) : ChannelReader<GroupEvent>
{
    private readonly Channel<GroupEvent> channel = Channel.CreateUnbounded<GroupEvent>(
        new UnboundedChannelOptions { AllowSynchronousContinuations = true });

    private readonly object gate = new();
    private int count;
    private long bytes;
    private bool closed;

    public override Task Completion => channel.Reader.Completion;

    public override bool CanCount => true;

    public override int Count => channel.Reader.Count;

    /// <summary>Waits while the queue is full. After <see cref="Close"/> the event is dropped.</summary>
    public void Write(GroupEvent item)
    {
        var size = SizeOf(item);
        lock (gate)
        {
            while (!closed && count > 0 && (count >= eventMaximum || bytes + size > byteMaximum))
            {
                Monitor.Wait(gate);
            }

            if (closed)
            {
                return;
            }

            count++;
            bytes += size;
        }

        channel.Writer.TryWrite(item);
    }

    /// <summary>No more events; what is there can still be read. Lets a waiting writer go.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            channel.Writer.TryComplete();
            Monitor.PulseAll(gate);
        }
    }

    public override bool TryRead([MaybeNullWhen(false)] out GroupEvent item)
    {
        if (!channel.Reader.TryRead(out item))
        {
            return false;
        }

        lock (gate)
        {
            count--;
            bytes -= SizeOf(item);
            Monitor.PulseAll(gate);
        }

        return true;
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        channel.Reader.WaitToReadAsync(cancellationToken);

    private static long SizeOf(GroupEvent item) => item is GroupEvent.Delivered delivered ? delivered.Message.Length : 0;
}

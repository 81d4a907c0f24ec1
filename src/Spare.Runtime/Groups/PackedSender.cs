using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Groups;

/// <summary>What a transport did with a packet.</summary>
public enum PacketOutcome
{
    Accepted,

    /// <summary>Flow control: not taken, to be tried again.</summary>
    Busy,

    /// <summary>There is no connection any more.</summary>
    Broken,
}

/// <summary>Hands one packet to the transport, without waiting. The bytes are valid during the call only.</summary>
public delegate PacketOutcome PacketTransport(ReadOnlySpan<byte> packet);

/// <summary>
/// The sending half of a member. An idle member sends at once, on its caller's thread; while its window is full or
/// the transport is busy, messages gather and leave packed together. Bounded: callers wait in their order.
/// </summary>
internal sealed class PackedSender : IDisposable
{
    private static readonly TimeSpan RetryMinimum = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan RetryMaximum = TimeSpan.FromMilliseconds(4);

    private readonly Lock gate = new();
    private readonly GroupLimits limits;
    private readonly PacketTransport transport;
    private readonly PacketQueue queue;
    private readonly LinkedList<Waiting> waiting = new();
    private readonly byte[] packet;
    private readonly Timer retry;
    private TimeSpan retryPause = RetryMinimum;
    private bool open;
    private bool busy;
    private int onTheirWay;
    private long messagesSent;
    private long packetsSent;
    private long stalls;

    public PackedSender(GroupLimits limits, PacketTransport transport)
    {
        Invariant.Holds(limits.PacketMaximum >= Packet.SizeMinimum, "a packet has room for its header and some bytes");
        this.limits = limits;
        this.transport = transport;
        queue = new PacketQueue(limits.PacketMaximum);
        packet = new byte[limits.PacketMaximum];
        retry = new Timer(_ => Retry());
    }

    public GroupTraffic Traffic(long packetsIgnored)
    {
        lock (gate)
        {
            return new GroupTraffic(messagesSent, packetsSent, stalls, packetsIgnored);
        }
    }

    public ValueTask<MulticastResult> MulticastAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        if (message.Length > limits.MessageMaximum)
        {
            return new(MulticastResult.TooLarge);
        }

        lock (gate)
        {
            if (!open)
            {
                return new(MulticastResult.NotJoined);
            }

            if (waiting.Count > 0 || !HasRoom(message.Length))
            {
                return new(WaitAsync(new Waiting(message), cancellation));
            }

            queue.Enqueue(message);
            Send();
            return new(MulticastResult.Sent);
        }
    }

    /// <summary>This member is in the group from now on.</summary>
    public void Open()
    {
        lock (gate)
        {
            open = true;
        }
    }

    /// <summary>This member is in no group any more: what waits to be sent is dropped, and who waits is told.</summary>
    public void Close()
    {
        lock (gate)
        {
            open = false;
            onTheirWay = 0;
            queue.Clear();
            foreach (var turn in waiting)
            {
                turn.Result.SetResult(MulticastResult.NotJoined);
            }

            waiting.Clear();
        }
    }

    /// <summary>An own packet came back in the order of the group.</summary>
    public void Delivered()
    {
        lock (gate)
        {
            onTheirWay = Math.Max(0, onTheirWay - 1);
            if (onTheirWay == 0)
            {
                queue.EverythingDelivered();
            }

            Send();
        }
    }

    /// <summary>Somebody joined: a large message that is under way starts again, so that all have the same of it.</summary>
    public void SomebodyJoined()
    {
        lock (gate)
        {
            queue.Restart();
            Send();
        }
    }

    public void Dispose()
    {
        Close();
        retry.Dispose();
    }

    private bool HasRoom(int size) =>
        queue.Messages == 0 || (queue.Messages < limits.SendMessages && queue.Bytes + size <= limits.SendBytes);

    private async Task<MulticastResult> WaitAsync(Waiting turn, CancellationToken cancellation)
    {
        waiting.AddLast(turn);
        try
        {
            return await turn.Result.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                if (waiting.Remove(turn))
                {
                    throw;
                }
            }

            // Its turn came before the cancellation did.
            return await turn.Result.Task.ConfigureAwait(false);
        }
    }

    private void Send()
    {
        Admit();
        while (open && !busy && onTheirWay < limits.Window && SendPacket())
        {
            Admit();
        }
    }

    /// <summary>False: nothing was sent, and nothing more can be now.</summary>
    private bool SendPacket()
    {
        var length = queue.Write(packet);
        if (length == 0)
        {
            return false;
        }

        switch (transport(packet.AsSpan(0, length)))
        {
            case PacketOutcome.Accepted:
                onTheirWay++;
                packetsSent++;
                messagesSent += queue.Advance();
                retryPause = RetryMinimum;
                return true;
            case PacketOutcome.Busy:
                busy = true;
                stalls++;
                retry.Change(retryPause, Timeout.InfiniteTimeSpan);
                retryPause = retryPause * 2 < RetryMaximum ? retryPause * 2 : RetryMaximum;
                return false;
            default:
                Close();
                return false;
        }
    }

    private void Admit()
    {
        while (waiting.First is { Value: var next } && HasRoom(next.Message.Length))
        {
            waiting.RemoveFirst();
            queue.Enqueue(next.Message);
            next.Result.SetResult(MulticastResult.Sent);
        }
    }

    private void Retry()
    {
        lock (gate)
        {
            busy = false;
            Send();
        }
    }

    private sealed class Waiting(ReadOnlyMemory<byte> message)
    {
        public ReadOnlyMemory<byte> Message => message;

        public TaskCompletionSource<MulticastResult> Result { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

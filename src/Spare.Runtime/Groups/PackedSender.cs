using System.Collections.Immutable;
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
/// The sending half of a member. An idle member sends at once, on its caller's thread; while a packet is on its way or
/// the transport is busy, messages gather and leave packed together, at once when they fill a packet and the window is
/// not full. Bounded: callers wait in their order.
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
    private readonly SendCredit credit;
    private readonly Acknowledgements acknowledgements = new();
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
        limits.Check();
        this.limits = limits;
        this.transport = transport;
        queue = new PacketQueue(limits.PacketMaximum);
        credit = new SendCredit(limits.CreditBytes);
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

    /// <summary>
    /// This member is in the group, with these. When somebody joined, a large message that is under way starts again,
    /// so that all have the same of it.
    /// </summary>
    public void ChangeMembership(GroupMember self, ImmutableArray<GroupMember> members, ImmutableArray<GroupMember> joined)
    {
        lock (gate)
        {
            open = true;
            credit.Change(self, members, joined);
            if (!joined.IsEmpty)
            {
                queue.Restart();
            }

            Send();
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
            credit.Clear();
            acknowledgements.Clear();
            foreach (var turn in waiting)
            {
                turn.Result.SetResult(MulticastResult.NotJoined);
            }

            waiting.Clear();
        }
    }

    /// <summary>An own packet of that size came back in the order of the group.</summary>
    public void Delivered(int bytes)
    {
        lock (gate)
        {
            credit.Delivered(bytes);
            onTheirWay = Math.Max(0, onTheirWay - 1);
            if (onTheirWay == 0)
            {
                queue.EverythingDelivered();
            }

            Send();
        }
    }

    /// <summary>Another member took that many bytes of what this one sent.</summary>
    public void Acknowledge(GroupMember member, long taken)
    {
        lock (gate)
        {
            credit.Acknowledge(member, taken);
            Send();
        }
    }

    /// <summary>This member took a packet of another one.</summary>
    public void Take(GroupMember from, int bytes)
    {
        lock (gate)
        {
            if (acknowledgements.Take(from, bytes))
            {
                Send();
            }
        }
    }

    /// <summary>Another member is gone, or comes new.</summary>
    public void Forget(GroupMember member)
    {
        lock (gate)
        {
            acknowledgements.Forget(member);
        }
    }

    public void Dispose()
    {
        Close();
        retry.Dispose();
    }

    /// <summary>A packet is on its way, and what waits does not fill another one.</summary>
    private bool Gathers => onTheirWay > 0 && queue.Bytes < limits.PacketMaximum;

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
        while (open && !busy && acknowledgements.Write(packet) is var length and > 0 && Accepts(length))
        {
            acknowledgements.Advance();
        }

        Admit();
        while (open && !busy && !Gathers && onTheirWay < limits.Window && credit.HasRoom && SendPacket())
        {
            Admit();
        }
    }

    /// <summary>False: nothing was sent, and nothing more can be now.</summary>
    private bool SendPacket()
    {
        var length = queue.Write(packet);
        if (length == 0 || !Accepts(length))
        {
            return false;
        }

        onTheirWay++;
        packetsSent++;
        messagesSent += queue.Advance();
        credit.Sent(length);
        return true;
    }

    private bool Accepts(int length)
    {
        switch (transport(packet.AsSpan(0, length)))
        {
            case PacketOutcome.Accepted:
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

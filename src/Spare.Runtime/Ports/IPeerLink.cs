using System.Threading.Channels;
using Spare.Protocol;

namespace Spare.Runtime.Ports;

/// <summary>
/// Point-to-point messages between managers, authenticated and encrypted, in order while a connection lasts, lost
/// when it does not: nothing that others decide by may depend on them (read votes only).
/// </summary>
public interface IPeerLink : IAsyncDisposable
{
    /// <summary>Whole messages with their authenticated sender; bounded.</summary>
    ChannelReader<PeerDelivery> Deliveries { get; }

    /// <summary>
    /// Queues a message for the next <see cref="Flush"/>; drops it when there is no connection or the bounded queue is
    /// full, and counts the drop. Never blocks. False: dropped.
    /// </summary>
    bool Send(HostId receiver, ReadOnlySpan<byte> message);

    /// <summary>Sends what was queued, to each receiver together, on the caller's thread as far as it goes without waiting.</summary>
    void Flush();
}

/// <summary>A whole message of another manager.</summary>
public readonly record struct PeerDelivery(HostId Sender, ReadOnlyMemory<byte> Message);

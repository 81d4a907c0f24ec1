using System.Threading.Channels;

namespace Spare.Runtime.Ports;

/// <summary>
/// A closed process group with totally ordered multicast and membership (SPARE 2.2). All members see the same
/// deliveries and membership changes in the same order (agreed delivery with extended virtual synchrony; not "safe"
/// delivery: a member may deliver a message and crash before another one has it).
/// </summary>
public interface IGroup : IAsyncDisposable
{
    /// <summary>
    /// What happened, in order; bounded, and a reader that is slow slows the group down. Completes after
    /// disposal only: a lost daemon is a <see cref="GroupEvent.Lost"/>, followed by a new
    /// <see cref="GroupEvent.MembershipChanged"/> once the group was joined again.
    /// </summary>
    ChannelReader<GroupEvent> Events { get; }

    /// <summary>
    /// Sends a message of at most <see cref="MessageMaximum"/> bytes to all members, this one included. Waits while
    /// the send queue is full (flow control). Messages of one sender are delivered in the order of the calls.
    /// <see cref="MulticastResult.Sent"/>: on its way, and lost only if a <see cref="GroupEvent.Lost"/> follows.
    /// <see cref="MulticastResult.NotJoined"/>: not sent, this process is in no group now; so before the first
    /// <see cref="GroupEvent.MembershipChanged"/> and after a loss.
    /// The bytes must not change afterwards. Whoever reads <see cref="Events"/> must not wait for this call: with all
    /// queues full, each would wait for the other.
    /// </summary>
    ValueTask<MulticastResult> MulticastAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation);

    /// <summary>Largest message in bytes; larger than one packet of the transport, which splits and joins.</summary>
    int MessageMaximum { get; }
}

public enum MulticastResult
{
    Sent,
    TooLarge,
    NotJoined,
}

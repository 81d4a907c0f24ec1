using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;

namespace Spare.Replication.Requests;

/// <summary>A request between its delivery and the moment when this manager needs it no more.</summary>
internal sealed class PendingRequest(OrderedRequest ordered, bool clientWaits, Instant delivered)
{
    public OrderedRequest Ordered => ordered;

    public SequenceNumber Sequence => ordered.Sequence;

    public bool IsRead => ordered.Class == RequestClass.Read;

    /// <summary>A client of this host waits for the answer.</summary>
    public bool ClientWaits { get; set; } = clientWaits;

    public Instant Delivered => delivered;

    /// <summary>What the local replica made of it, once it has.</summary>
    public ExecutionResult? Result { get; set; }

    /// <summary>The agreed vote, once there is one.</summary>
    public Vote? Decided { get; set; }

    public Instant? FirstVote { get; private set; }

    public void VoteCame(Instant now) => FirstVote ??= now;

    /// <summary>It will be executed again: nothing that was said of it counts.</summary>
    public void Forget()
    {
        Result = null;
        Decided = null;
        FirstVote = null;
    }

    /// <summary>
    /// From the first vote on the others have one deadline left (SPARE 4.1.3); without any vote three are allowed
    /// since <paramref name="turn"/>, for the requests before it.
    /// </summary>
    public bool IsOverdue(TimeSpan deadline, Instant turn, Instant now) =>
        FirstVote is { } first
            ? now - Instant.Max(first, turn) > deadline
            : now - Instant.Max(delivered, turn) > 3 * deadline;
}

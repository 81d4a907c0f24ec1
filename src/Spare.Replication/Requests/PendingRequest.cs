using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol;
using Spare.Replication.Execution;

namespace Spare.Replication.Requests;

/// <summary>A request between its delivery and the moment when this manager needs it no more.</summary>
internal sealed class PendingRequest(OrderedRequest ordered, Instant delivered)
{
    private Instant turn = delivered;
    private Instant? firstVote;

    public OrderedRequest Ordered => ordered;

    public SequenceNumber Sequence => ordered.Sequence;

    public bool IsRead => ordered.Class == RouteClass.Read;

    /// <summary>A client of this host waits for the answer.</summary>
    public bool ClientWaits { get; set; }

    /// <summary>What the local replica made of it, once it has.</summary>
    public ExecutionResult? Result { get; set; }

    /// <summary>The agreed vote, once there is one.</summary>
    public Vote? Decided { get; set; }

    /// <summary>Local replicas that ended while they executed it.</summary>
    public int Losses { get; set; }

    public void VoteCame(Instant now) => firstVote ??= now;

    /// <summary>It waits for something that is not its own doing: its time begins now.</summary>
    public void Excuse(Instant now) => turn = now;

    /// <summary>It will be executed again: nothing that was said of it counts.</summary>
    public void Forget()
    {
        Result = null;
        Decided = null;
        firstVote = null;
    }

    /// <summary>
    /// From the first vote on the others have one deadline left (SPARE 4.1.3); without any vote three are allowed
    /// since its turn came.
    /// </summary>
    public bool IsOverdue(TimeSpan deadline, Instant now) => firstVote is { } first
        ? now - Instant.Max(first, turn) > deadline
        : now - turn > 3 * deadline;
}

using Spare.Protocol;

namespace Spare.Replication.Serving;

/// <summary>
/// Which generation of a host's active replica votes at which position. It changes by ordered messages alone, so all
/// managers agree on who counts.
/// </summary>
public sealed class Generations(IEnumerable<HostId> hosts)
{
    private readonly SortedDictionary<HostId, Succession> successions =
        new(hosts.ToDictionary(host => host, _ => new Succession(1, SequenceNumber.None, 0)));

    public ReplicaId Current(HostId host) => new(host, successions[host].Generation);

    /// <summary>From <paramref name="first"/> on the next generation of the host votes.</summary>
    public ReplicaId Replace(HostId host, SequenceNumber first)
    {
        var current = successions[host];
        successions[host] = new Succession(current.Generation + 1, first, current.Generation);
        return Current(host);
    }

    /// <summary>
    /// A new epoch: the host says itself which replica it has. It may be another one than was known here: the host
    /// replaced it where this manager could not hear of it.
    /// </summary>
    public void Adopt(ReplicaId replica, SequenceNumber first)
    {
        if (Current(replica.Host) != replica)
        {
            successions[replica.Host] = new Succession(replica.Generation, first, 0);
        }
    }

    /// <summary>
    /// Whether the replica's vote on that position counts. Votes of the generation before the current one still count
    /// below the place where it was replaced; older ones never do.
    /// </summary>
    public bool Counts(ReplicaId replica, SequenceNumber sequence) =>
        successions.TryGetValue(replica.Host, out var succession)
        && replica.Generation == (sequence >= succession.First ? succession.Generation : succession.Previous);

    /// <summary>
    /// Whether a vote on a read is worth keeping: as <see cref="Counts"/>, or of a generation that this manager has
    /// not heard of yet. Votes on reads are not ordered and may run ahead of the message that made the replica.
    /// </summary>
    public bool MayCount(ReplicaId replica, SequenceNumber sequence) =>
        successions.TryGetValue(replica.Host, out var succession)
        && replica.Generation >= (sequence >= succession.First ? succession.Generation : succession.Previous);

    private readonly record struct Succession(uint Generation, SequenceNumber First, uint Previous);
}

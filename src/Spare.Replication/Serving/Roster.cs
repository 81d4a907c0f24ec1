using Spare.Protocol;

namespace Spare.Replication.Serving;

/// <summary>
/// Which replicas vote at which position: the active one of every host and, while votes need deciding, woken passive
/// ones (SPARE 4.1.1). It changes by ordered messages alone, so all managers agree on who counts.
/// </summary>
/// <remarks>
/// When an active replica is replaced, the votes of its predecessor still count below the place where that happened;
/// those of older ones never do.
/// </remarks>
public sealed class Roster(IEnumerable<HostId> hosts)
{
    private readonly SortedDictionary<HostId, Seat> seats = new(hosts.ToDictionary(
        host => host, host => new Seat(new Tenure(new ReplicaId(host, 1), SequenceNumber.None), null, null, 1)));

    public ReplicaId Active(HostId host) => seats[host].Active.Replica;

    /// <summary>The woken passive replica of the host; null when there is none.</summary>
    public ReplicaId? Helper(HostId host) => seats[host].Helper?.Replica;

    /// <summary>The highest generation that a replica of this host has had.</summary>
    public uint LastGeneration(HostId host) => seats[host].Last;

    /// <summary>From <paramref name="first"/> on another replica of the host is active: the woken one, or a new one.</summary>
    public ReplicaId Replace(HostId host, SequenceNumber first)
    {
        var seat = seats[host];
        var next = seat.Helper ?? new Tenure(new ReplicaId(host, seat.Last + 1), first);
        var previous = new PastTenure(seat.Active.Replica, first);
        seats[host] = new Seat(next, previous, null, Math.Max(seat.Last, next.Replica.Generation));
        return next.Replica;
    }

    /// <summary>The passive replica of the host is woken and votes from <paramref name="first"/> on.</summary>
    public ReplicaId Wake(HostId host, SequenceNumber first)
    {
        var seat = seats[host];
        Invariant.Holds(seat.Helper is null);
        var helper = new ReplicaId(host, seat.Last + 1);
        seats[host] = seat with { Helper = new Tenure(helper, first), Last = helper.Generation };
        return helper;
    }

    /// <summary>The woken replica of the host, if there is one, votes no more, and what it said does not count.</summary>
    public void Dismiss(HostId host) => seats[host] = seats[host] with { Helper = null };

    /// <summary>
    /// A new epoch: no replica is awake to help, and the host says itself which one is active. It may be another one
    /// than was known here: the host replaced it where this manager could not hear of it.
    /// </summary>
    public void Adopt(ReplicaId active, uint last, SequenceNumber first)
    {
        var seat = seats[active.Host];
        seats[active.Host] = seat.Active.Replica == active
            ? seat with { Helper = null, Last = last }
            : new Seat(new Tenure(active, first), null, null, last);
    }

    /// <summary>Whether the replica's vote on that write counts.</summary>
    public bool Counts(ReplicaId replica, SequenceNumber sequence) =>
        seats.TryGetValue(replica.Host, out var seat)
        && (seat.Active.Covers(replica, sequence)
            || (seat.Helper is { } helper && helper.Covers(replica, sequence))
            || (seat.Previous is { } previous && previous.Covers(replica, sequence)));

    /// <summary>
    /// Whether a vote on a read is worth keeping: as <see cref="Counts"/>, or what the successor says of a read that its
    /// predecessor did not finish, or of a replica that this manager has not heard of yet. Votes on reads are not
    /// ordered and may run ahead of the message that made the replica.
    /// </summary>
    public bool MayCount(ReplicaId replica, SequenceNumber sequence) =>
        Counts(replica, sequence)
        || (seats.TryGetValue(replica.Host, out var seat)
            && (replica.Generation > seat.Last || replica == seat.Active.Replica));

    /// <summary>How many replicas have still to vote at that position.</summary>
    public int Missing(SequenceNumber sequence, Func<ReplicaId, bool> voted)
    {
        var missing = 0;
        foreach (var seat in seats.Values)
        {
            missing += seat.ActiveMissing(sequence, voted) ? 1 : 0;
            missing += seat.HelperMissing(sequence, voted) ? 1 : 0;
        }

        return missing;
    }

    /// <summary>Those replicas themselves.</summary>
    public IEnumerable<ReplicaId> Absent(SequenceNumber sequence, Func<ReplicaId, bool> voted) =>
        seats.Values.Where(seat => seat.ActiveMissing(sequence, voted)).Select(seat => seat.Active.Replica)
            .Concat(seats.Values.Where(seat => seat.HelperMissing(sequence, voted)).Select(seat => seat.Helper!.Value.Replica));

    private readonly record struct Tenure(ReplicaId Replica, SequenceNumber First)
    {
        public bool Covers(ReplicaId replica, SequenceNumber sequence) => replica == Replica && sequence >= First;
    }

    /// <param name="End">The first position at which the successor votes.</param>
    private readonly record struct PastTenure(ReplicaId Replica, SequenceNumber End)
    {
        public bool Covers(ReplicaId replica, SequenceNumber sequence) => replica == Replica && sequence < End;
    }

    /// <summary>Who votes for one host.</summary>
    private sealed record Seat(Tenure Active, PastTenure? Previous, Tenure? Helper, uint Last)
    {
        public bool ActiveMissing(SequenceNumber sequence, Func<ReplicaId, bool> voted) =>
            !voted(Active.Replica)
            && !(sequence < Active.First && Previous is { } previous && voted(previous.Replica));

        public bool HelperMissing(SequenceNumber sequence, Func<ReplicaId, bool> voted) =>
            Helper is { } helper && sequence >= helper.First && !voted(helper.Replica);
    }
}

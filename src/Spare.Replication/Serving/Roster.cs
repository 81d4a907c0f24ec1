using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Serving;

/// <summary>
/// Which replicas vote at which position: the active one of every host that serves and, while votes need deciding or
/// hosts are gone, woken passive ones (SPARE 4.1.1 and 4.1.4). It changes by ordered messages alone, so all managers
/// agree on who counts.
/// </summary>
/// <remarks>
/// When an active replica is replaced, the votes of its predecessor still count below the place where that happened;
/// those of older ones never do.
/// </remarks>
public sealed class Roster(IEnumerable<HostId> hosts)
{
    private readonly SortedDictionary<HostId, Seat> seats = new(hosts.ToDictionary(
        host => host, host => new Seat(new Tenure(new ReplicaId(host, 1), SequenceNumber.None), null, [], 1)));

    /// <summary>The hosts that serve.</summary>
    public IEnumerable<HostId> Hosts => seats.Keys;

    /// <summary>The replicas that vote at the next position, those included that are being made.</summary>
    public int Count { get; private set; } = hosts.Count();

    /// <summary>Who speaks for all about a request that came in at <paramref name="entry"/>: that host, if it serves.</summary>
    public HostId Speaker(HostId entry) => seats.ContainsKey(entry) ? entry : seats.Keys.First();

    public ReplicaId Active(HostId host) => seats[host].Active.Replica;

    public bool IsActive(ReplicaId replica) =>
        seats.TryGetValue(replica.Host, out var seat) && seat.Active.Replica == replica;

    /// <summary>The woken passive replicas of the host, in the order in which they were woken.</summary>
    public IEnumerable<ReplicaId> Helpers(HostId host) =>
        seats.TryGetValue(host, out var seat) ? seat.Helpers.Select(helper => helper.Replica) : [];

    public bool IsHelper(ReplicaId replica) => Helpers(replica.Host).Contains(replica);

    /// <summary>The active replica of the host ended, and no other one takes its place.</summary>
    public bool IsRetired(HostId host) => seats.TryGetValue(host, out var seat) && seat.IsRetired;

    /// <summary>It executes requests, or is the passive replica of its host, under the id that it will have when it is woken.</summary>
    public bool IsThere(ReplicaId replica) =>
        IsActive(replica) || IsHelper(replica)
        || (seats.TryGetValue(replica.Host, out var seat) && replica.Generation == seat.Last + 1);

    /// <summary>The highest generation that a replica of this host has had.</summary>
    public uint LastGeneration(HostId host) => seats[host].Last;

    /// <summary>From <paramref name="first"/> on another replica of the host is active: a woken one, or a new one.</summary>
    public ReplicaId Replace(HostId host, SequenceNumber first)
    {
        var seat = seats[host];
        var next = seat.Helpers is [var woken, ..] ? woken : new Tenure(new ReplicaId(host, seat.Last + 1), first);
        seats[host] = new Seat(
            next,
            new PastTenure(seat.Active.Replica, first),
            seat.Helpers.Remove(next),
            Math.Max(seat.Last, next.Replica.Generation));
        Recount();
        return next.Replica;
    }

    /// <summary>The active replica of the host ended, and no other one takes its place. False: that is known.</summary>
    public bool Retire(HostId host)
    {
        var isNew = !seats[host].IsRetired;
        seats[host] = seats[host] with { IsRetired = true };
        Recount();
        return isNew;
    }

    /// <summary>The passive replica of the host is woken and votes from <paramref name="first"/> on.</summary>
    public ReplicaId Wake(HostId host, SequenceNumber first)
    {
        var seat = seats[host];
        var helper = new ReplicaId(host, seat.Last + 1);
        seats[host] = seat with { Helpers = seat.Helpers.Add(new Tenure(helper, first)), Last = helper.Generation };
        Recount();
        return helper;
    }

    /// <summary>The woken replica votes no more, and what it said does not count.</summary>
    public void Dismiss(ReplicaId helper)
    {
        var seat = seats[helper.Host];
        seats[helper.Host] = seat with { Helpers = seat.Helpers.RemoveAll(tenure => tenure.Replica == helper) };
        Recount();
    }

    /// <summary>
    /// A new epoch: these hosts serve, and each says itself which of its replicas run. They may be others than were
    /// known here: a host replaced them where this manager could not hear of it.
    /// </summary>
    public void BeginEpoch(IEnumerable<HostReady> ready, SequenceNumber first)
    {
        var before = seats.ToDictionary();
        seats.Clear();
        foreach (var host in ready)
        {
            var known = before.GetValueOrDefault(host.Replica.Host);
            var helpers = host.Helpers.Select(helper => new Tenure(helper, first)).ToImmutableArray();
            seats[host.Replica.Host] = known?.Active.Replica == host.Replica
                ? known with { Helpers = helpers, Last = host.LastGeneration }
                : new Seat(new Tenure(host.Replica, first), null, helpers, host.LastGeneration);
        }

        Recount();
    }

    /// <summary>Whether the replica's vote on that write counts.</summary>
    public bool Counts(ReplicaId replica, SequenceNumber sequence) =>
        seats.TryGetValue(replica.Host, out var seat)
        && (seat.Active.Covers(replica, sequence)
            || seat.Helpers.Any(helper => helper.Covers(replica, sequence))
            || (seat.Previous is { } previous && previous.Covers(replica, sequence)));

    /// <summary>
    /// Whether the replica's vote on that read counts now. A successor, a woken one too, may read what its predecessor has
    /// read: then its vote is in the place of the other one, since at most f of those that are there at a time are faulty,
    /// not of all that ever were. Nor does a replica count that this manager has not heard of: it may be such a successor.
    /// </summary>
    public bool CountsForRead(ReplicaId replica, SequenceNumber sequence, Func<ReplicaId, bool> voted) =>
        seats.TryGetValue(replica.Host, out var seat)
        && (replica == seat.Active.Replica
            || seat.Helpers.Any(helper => helper.Covers(replica, sequence))
            || (seat.Previous is { } previous && previous.Covers(replica, sequence) && !voted(seat.Active.Replica)));

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
            foreach (var helper in seat.Helpers)
            {
                missing += Seat.HelperMissing(helper, sequence, voted) ? 1 : 0;
            }
        }

        return missing;
    }

    /// <summary>Those replicas themselves.</summary>
    public IEnumerable<ReplicaId> Absent(SequenceNumber sequence, Func<ReplicaId, bool> voted) =>
        seats.Values.Where(seat => seat.ActiveMissing(sequence, voted)).Select(seat => seat.Active.Replica)
            .Concat(seats.Values.SelectMany(seat => seat.Helpers)
                .Where(helper => Seat.HelperMissing(helper, sequence, voted)).Select(helper => helper.Replica));

    private void Recount() => Count = seats.Values.Sum(seat => (seat.IsRetired ? 0 : 1) + seat.Helpers.Length);

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
    private sealed record Seat(Tenure Active, PastTenure? Previous, ImmutableArray<Tenure> Helpers, uint Last)
    {
        /// <summary>The active replica is gone for good; its manager says of everything that the service died.</summary>
        public bool IsRetired { get; init; }

        public bool ActiveMissing(SequenceNumber sequence, Func<ReplicaId, bool> voted) =>
            !voted(Active.Replica)
            && !(sequence < Active.First && (Previous is not { } previous || voted(previous.Replica)));

        public static bool HelperMissing(Tenure helper, SequenceNumber sequence, Func<ReplicaId, bool> voted) =>
            sequence >= helper.First && !voted(helper.Replica);
    }
}

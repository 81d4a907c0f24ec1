using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Serving;

/// <summary>
/// Says whether this host serves, and if not, why. After each change of membership every member says where it stands;
/// when those that got furthest stand at the same place, the next epoch begins with them (SPARE 4.1.4). A change of
/// membership by itself decides nothing: it ends the epoch, and replies are held back.
/// </summary>
/// <remarks>
/// Hosts that stay together see the same changes and the same messages in the same order, so they begin and end each
/// epoch at the same place of the order; what is ordered counts only while an epoch lasts. Fewer than all hosts of the
/// last epoch serve only if each of them said that it has the quorum, and has had it since: two sides of a split never
/// do, nor does one after the other has. In a split, each side may have seen messages that the other has not: hosts that
/// numbered other requests, or settled writes otherwise, say so by the digests, and do not serve together. Nobody waits
/// for the word of a host that had no part in the last epoch: it has none in a later one before it is admitted. After a
/// change of membership that holds for one that was being admitted, and for those that came meanwhile, too: who is waited
/// for follows from the epoch alone, so that all come to the same.
/// </remarks>
/// <param name="enough">See <see cref="EpochRule"/>.</param>
public sealed class ServingSet(HostId self, ImmutableArray<HostId> hosts, int enough = 1)
{
    private readonly SortedDictionary<HostId, HostReady> ready = [];
    private readonly Quorum quorum = new();
    private readonly HashSet<HostId> outsiders = [];
    private ImmutableArray<HostId> members = [];
    private bool mayHaveMissed;
    private bool needsNoQuorum;
    private bool ends;

    public Epoch Epoch { get; private set; }

    /// <summary>The hosts of the epoch that lasts, or of the last one.</summary>
    public ImmutableArray<HostId> Hosts { get; private set; } = [];

    /// <summary>An epoch lasts: ordered messages count.</summary>
    public bool InForce { get; private set; }

    /// <summary>
    /// An epoch lasts, and this side of the ring has the quorum, or an operator had it go on without: replies may leave.
    /// </summary>
    public bool Serving => InForce && (quorum.IsHeld || needsNoQuorum);

    /// <summary>
    /// The quorum is this side's, known to be that of the present ring, and was all the time since the last epoch: others
    /// cannot have gone on without this host.
    /// </summary>
    public bool MayGoOn => quorum.IsConfirmed && !mayHaveMissed;

    public ImmutableArray<HostId> Members => members;

    /// <summary>Hosts of the configuration that are in the group and have no part in the epoch.</summary>
    public IEnumerable<HostId> Outside => members.Where(host => hosts.Contains(host) && !Hosts.Contains(host));

    /// <summary>What the hosts of the epoch said of themselves before it.</summary>
    public IEnumerable<HostReady> Ready => ready.Values.Where(host => Hosts.Contains(host.Replica.Host));

    /// <summary>Empty while serving; otherwise one sentence for operators and clients.</summary>
    public string Reason => Serving ? string.Empty : WhyNot();

    /// <summary>
    /// What an operator can do where all are there and one lacks what it may have answered: a further sentence for
    /// <see cref="Reason"/>. Empty where that is not the reason, or nobody has anything to go on from.
    /// </summary>
    public string Remedy
    {
        get
        {
            HostId[] needed = InForce || ready.Count == 0 || Absent().Length > 0 ? [] : [.. Rule.Lost];
            return needed.Length > 0 && Rule.Best is { } best
                ? $" Its journal or base is damaged, emptied or another one: put the old disk back. If that is lost, 'spare bootstrap "
                    + $"--host {best.Replica.Host} --accept-loss' has {best.Replica.Host} go on with updates up to {best.Update}; "
                    + $"what only {string.Join(", ", needed)} answered is lost then."
                : string.Empty;
        }
    }

    /// <summary>What the host said last since the membership changed; null: nothing.</summary>
    public HostReady? WordOf(HostId host) => ready.GetValueOrDefault(host);

    /// <summary>The epoch goes on when no host of it has left: others that come have no part in it.</summary>
    /// <param name="left">Hosts whose manager left, also when another one is there instead.</param>
    /// <param name="down">Those of them that are gone from the ring.</param>
    public void MembershipChanged(
        ImmutableArray<HostId> current, ImmutableArray<HostId> left, ImmutableArray<HostId> down)
    {
        if (Epoch != Epoch.None)
        {
            outsiders.UnionWith(current.Except(Hosts));
        }

        outsiders.IntersectWith(current);
        members = [.. current.Order()];
        quorum.MembershipChanged(current, down);
        InForce = InForce && Hosts.All(host => current.Contains(host) && !left.Contains(host));
        if (!InForce)
        {
            mayHaveMissed |= !quorum.IsHeld;
            ready.Clear();
        }
    }

    /// <summary>This host was cut off, or stood still for so long that others may have gone on without it.</summary>
    public void WasAway() => mayHaveMissed = true;

    /// <summary>True: that this side has the quorum is known only now.</summary>
    public bool QuorumChanged(bool hasQuorum, ImmutableArray<HostId> ring)
    {
        var before = MayGoOn;
        quorum.Changed(hasQuorum, ring);
        needsNoQuorum &= !hasQuorum;
        mayHaveMissed |= !InForce && !hasQuorum;
        return MayGoOn && !before;
    }

    /// <summary>True: with this message the next epoch began.</summary>
    public bool Take(HostReady message)
    {
        if (InForce || !hosts.Contains(message.Replica.Host) || !members.Contains(message.Replica.Host))
        {
            return false;
        }

        ready[message.Replica.Host] = message;
        return Begin();
    }

    /// <summary>
    /// Why an operator cannot have this host go on without those that are missing; null: nothing is against it, but for what
    /// they may have answered.
    /// </summary>
    public string? ObstacleToGoOnWith(HostReady own)
    {
        var further = ready.Values.FirstOrDefault(other => !other.IsDamaged
            && (other.Last > own.Last || (other.Last == own.Last && other.Update > own.Update)));
        return InForce ? $"It has a part in epoch {Epoch} already: there is nothing to accept."
            : own.IsDamaged ? "Its disk is damaged: it has nothing to go on from."
            : further is not null ? $"{further.Replica.Host} is there and has more: it is the one to go on."
            : null;
    }

    /// <summary>
    /// Hosts whose answers may be lost if one goes on from there: those of its last epoch that have not said what they have, and
    /// those whose damaged disk had more.
    /// </summary>
    public ImmutableArray<HostId> MayLose(HostReady own) =>
    [
        .. (own.LastHosts.IsEmpty ? hosts : own.LastHosts).Where(host => host != self
            && !ready.Values.Any(other => other.Replica.Host == host && other.Basis != StateBasis.Nothing
                && (other.Basis != StateBasis.Damaged || other.Update <= own.Update))),
    ];

    /// <summary>The epoch ends, and the next one waits for that host's word as for those of its own.</summary>
    public void Admit(HostId host)
    {
        outsiders.Remove(host);
        InForce = false;
        mayHaveMissed |= !quorum.IsHeld;
        ready.Clear();
    }

    /// <summary>Nobody waits for that host's word any more. True: with that the next epoch began.</summary>
    public bool LeaveOut(HostId host)
    {
        outsiders.Add(host);
        ready.Remove(host);
        return Begin();
    }

    /// <summary>This host is to be admitted by those that serve: only their word counts beside its own.</summary>
    public void JoinTo(IEnumerable<HostId> serving)
    {
        outsiders.Clear();
        outsiders.UnionWith(members.Except(serving).Where(host => host != self));
        ready.Clear();
    }

    /// <summary>The others that serve began their next epoch without this host: what they said before it counts no more.</summary>
    public void WasLeftOut() => ready.Clear();

    /// <summary>This manager ends: it begins no epoch any more.</summary>
    public void End() => ends = true;

    private bool Begin()
    {
        if (ends || InForce || Obstacle() is not null)
        {
            return false;
        }

        var participants = Rule.Participants;
        if (participants.All(host => host.Replica.Host != self))
        {
            return false;
        }

        Epoch = ready.Values.Max(host => host.Last).Next;
        Hosts = [.. participants.Select(host => host.Replica.Host)];
        outsiders.Clear();
        outsiders.UnionWith(members.Except(Hosts));
        InForce = true;
        mayHaveMissed = false;
        needsNoQuorum = participants.Any(host => host.AcceptsLoss) && !quorum.IsHeld;
        return true;
    }

    private EpochRule Rule => new(hosts, ready.Values, enough);

    private string WhyNot() => InForce
        ? "This side of the ring has no quorum."
        : Obstacle() ?? "Other hosts went on without this one.";

    /// <summary>Why no epoch begins with what the members said so far.</summary>
    private string? Obstacle()
    {
        var silent = members
            .Where(host => hosts.Contains(host) && !ready.ContainsKey(host) && !outsiders.Contains(host)).ToArray();
        if (ready.Count == 0 || silent.Length > 0)
        {
            return Absent() is { Length: > 0 } && !MayGoOn
                ? Missing([])
                : $"Waiting for the replicas of {string.Join(", ", silent)}.";
        }

        return Rule.Obstacle(Missing);
    }

    private HostId[] Absent() => [.. hosts.Where(host => !members.Contains(host))];

    private string Missing(IEnumerable<HostId> needed)
    {
        var why = quorum.IsHeld ? "" : " This side of the ring has no quorum.";
        if (Absent() is { Length: > 0 } absent)
        {
            return $"Not all hosts are in the group: {string.Join(", ", absent)} missing.{why}";
        }

        return $"{string.Join(", ", needed)} came back without what it may have answered.{why}";
    }
}

using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Serving;

/// <summary>
/// Says whether this host serves, and if not, why. After each change of membership every member says where it stands;
/// when those that served last stand at the same place, the next epoch begins with them (SPARE 4.1.4). A change of
/// membership by itself decides nothing: it ends the epoch, and replies are held back.
/// </summary>
/// <remarks>
/// Hosts that stay together see the same changes and the same messages in the same order, so they begin and end each
/// epoch at the same place of the order; what is ordered counts only while an epoch lasts. Fewer than all hosts of the
/// configuration serve only if each of them said that it has the quorum, and has had it since the last epoch: two sides
/// of a split never do, nor does one after the other has. In a split,
/// each side may have seen messages that the other has not: a host that numbered other requests, or settled writes
/// otherwise, says so by the digests, and the set does not serve with it. A wrong answer is worse than none. Nobody waits
/// for the word of a host that came while an epoch lasted: it has no part in that or a later one.
/// </remarks>
public sealed class ServingSet(HostId self, ImmutableArray<HostId> hosts)
{
    private readonly SortedDictionary<HostId, HostReady> ready = [];
    private readonly Quorum quorum = new();
    private readonly HashSet<HostId> newcomers = [];
    private ImmutableArray<HostId> members = [];
    private bool mayHaveMissed;

    public Epoch Epoch { get; private set; }

    /// <summary>The hosts of the epoch that lasts, or of the last one.</summary>
    public ImmutableArray<HostId> Hosts { get; private set; } = [];

    /// <summary>An epoch lasts: ordered messages count.</summary>
    public bool InForce { get; private set; }

    /// <summary>An epoch lasts, and this side of the ring has the quorum: replies may leave.</summary>
    public bool Serving => InForce && quorum.IsHeld;

    /// <summary>
    /// The quorum is this side's, known to be that of the present ring, and was all the time since the last epoch: others
    /// cannot have gone on without this host.
    /// </summary>
    public bool MayGoOn => quorum.IsConfirmed && !mayHaveMissed;

    public ImmutableArray<HostId> Members => members;

    /// <summary>What the hosts of the epoch said of themselves before it.</summary>
    public IEnumerable<HostReady> Ready => ready.Values.Where(host => Hosts.Contains(host.Replica.Host));

    /// <summary>Empty while serving; otherwise one sentence for operators and clients.</summary>
    public string Reason => Serving ? string.Empty : WhyNot();

    /// <summary>The epoch goes on when no host of it has left: others that come have no part in it.</summary>
    /// <param name="left">Hosts whose manager left, also when another one is there instead.</param>
    /// <param name="down">Those of them that are gone from the ring.</param>
    public void MembershipChanged(
        ImmutableArray<HostId> current, ImmutableArray<HostId> left, ImmutableArray<HostId> down)
    {
        if (InForce)
        {
            newcomers.UnionWith(current.Except(members));
        }

        newcomers.IntersectWith(current);
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
        if (Obstacle() is not null)
        {
            return false;
        }

        var latest = Latest();
        if (latest.All(host => host.Replica.Host != self))
        {
            return false;
        }

        Hosts = [.. latest.Select(host => host.Replica.Host)];
        Epoch = latest[0].Last.Next;
        InForce = true;
        mayHaveMissed = false;
        return true;
    }

    private string WhyNot() => InForce
        ? "This side of the ring has no quorum."
        : Obstacle() ?? "Other hosts went on without this one.";

    /// <summary>Why no epoch begins with what the members said so far.</summary>
    private string? Obstacle()
    {
        var silent = members
            .Where(host => hosts.Contains(host) && !ready.ContainsKey(host) && !newcomers.Contains(host)).ToArray();
        if (ready.Count == 0 || silent.Length > 0)
        {
            return Missing() is { Length: > 0 } absent && !MayGoOn
                ? absent
                : $"Waiting for the replicas of {string.Join(", ", silent)}.";
        }

        return Latest().Length < hosts.Length && (ready.Values.Max(host => host.Last) == Epoch.None || !Latest().All(host => host.MayGoOn))
            ? Missing()
            : Mismatch();
    }

    /// <summary>The members that served in the last epoch of all.</summary>
    private ImmutableArray<HostReady> Latest()
    {
        var last = ready.Values.Max(host => host.Last);
        return [.. ready.Values.Where(host => host.Last == last)];
    }

    private string Missing()
    {
        var missing = hosts.Where(host => !members.Contains(host)).ToArray();
        var why = quorum.IsHeld ? "" : " This side of the ring has no quorum.";
        return missing.Length > 0 ? $"Not all hosts are in the group: {string.Join(", ", missing)} missing.{why}" : why.Trim();
    }

    private string? Mismatch()
    {
        var latest = Latest();
        foreach (var other in latest.Skip(1))
        {
            var first = latest[0];
            var pair = $"{first.Replica.Host} and {other.Replica.Host}";
            if (other.Configuration != first.Configuration)
            {
                return $"{pair} have different configurations: compare host lists, faults and service files.";
            }

            if (other.Position != first.Position || other.Order != first.Order)
            {
                return $"{pair} stand at different places of the order, {first.Position} and {other.Position}: "
                    + "a host that missed requests cannot serve.";
            }

            if (other.Verdicts != first.Verdicts)
            {
                return $"{pair} settled writes differently up to {first.Position}: a host that missed votes cannot "
                    + "serve.";
            }
        }

        return null;
    }
}

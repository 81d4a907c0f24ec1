using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Serving;

/// <summary>
/// Says whether this host serves, and if not, why. After each change of membership every host of the configuration
/// says where it stands; when all stand at the same place, the next epoch begins. A change of membership by itself
/// decides nothing: it ends the epoch, and replies are held back.
/// </summary>
/// <remarks>
/// Hosts that stay together see the same changes and the same messages in the same order, so they begin and end each
/// epoch at the same place of the order; what is ordered counts only while an epoch lasts. Quorum is not ordered, so
/// it holds back this host's replies and nothing else. In a split, each side may have seen messages that the other
/// has not: a host that numbered other requests, or settled writes otherwise, says so by the digests, and the set
/// does not serve with it. A wrong answer is worse than none.
/// </remarks>
public sealed class ServingSet(ImmutableArray<HostId> hosts)
{
    private readonly SortedDictionary<HostId, HostReady> ready = [];
    private ImmutableArray<HostId> members = [];
    private bool quorate;

    public Epoch Epoch { get; private set; }

    /// <summary>An epoch lasts: ordered messages count.</summary>
    public bool InForce { get; private set; }

    /// <summary>An epoch lasts, and this side of the ring has the quorum: replies may leave.</summary>
    public bool Serving => InForce && quorate;

    public ImmutableArray<HostId> Members => members;

    /// <summary>What the hosts said of themselves before the epoch.</summary>
    public IEnumerable<HostReady> Ready => ready.Values;

    /// <summary>Empty while serving; otherwise one sentence for operators and clients.</summary>
    public string Reason => Serving ? string.Empty : WhyNot();

    public void MembershipChanged(ImmutableArray<HostId> current)
    {
        members = [.. current.Order()];
        ready.Clear();
        InForce = false;
    }

    public void QuorumChanged(bool hasQuorum) => quorate = hasQuorum;

    /// <summary>True: with this message the next epoch began.</summary>
    public bool Take(HostReady message)
    {
        if (InForce || !hosts.Contains(message.Replica.Host) || !members.Contains(message.Replica.Host))
        {
            return false;
        }

        ready[message.Replica.Host] = message;
        if (ready.Count < hosts.Length || Mismatch() is not null)
        {
            return false;
        }

        Epoch = ready.Values.Max(host => host.Last).Next;
        InForce = true;
        return true;
    }

    private string WhyNot()
    {
        var missing = hosts.Where(host => !members.Contains(host)).ToArray();
        if (missing.Length > 0)
        {
            return $"Not all hosts are in the group: {string.Join(", ", missing)} missing.";
        }

        if (!quorate)
        {
            return "This side of the ring has no quorum.";
        }

        var silent = hosts.Where(host => !ready.ContainsKey(host)).ToArray();
        return silent.Length > 0
            ? $"Waiting for the replicas of {string.Join(", ", silent)}."
            : Mismatch() ?? "Starting.";
    }

    private string? Mismatch()
    {
        var first = ready.Values.First();
        foreach (var other in ready.Values.Skip(1))
        {
            var hosts = $"{first.Replica.Host} and {other.Replica.Host}";
            if (other.Configuration != first.Configuration)
            {
                return $"{hosts} have different configurations: compare host lists, faults and service files.";
            }

            if (other.Position != first.Position || other.Order != first.Order)
            {
                return $"{hosts} stand at different places of the order, {first.Position} and {other.Position}: "
                    + "a host that missed requests cannot serve.";
            }

            if (other.Verdicts != first.Verdicts)
            {
                return $"{hosts} settled writes differently up to {first.Position}: a host that missed votes cannot "
                    + "serve.";
            }
        }

        return null;
    }
}

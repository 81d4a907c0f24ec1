using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Serving;

/// <summary>
/// Says whether this host serves, and if not, why. After each change of membership every host of the configuration
/// says where it stands; when all stand at the same place, the next epoch begins. A change of membership by itself
/// decides nothing: it only holds replies back.
/// </summary>
/// <remarks>
/// All managers see the same changes and the same messages in the same order, so they begin each epoch at the same
/// place of the order. A host that missed requests while it was away says another position, and the set does not
/// serve with it: a wrong answer is worse than none.
/// </remarks>
public sealed class ServingSet(ImmutableArray<HostId> hosts)
{
    private readonly SortedDictionary<HostId, HostReady> ready = [];
    private ImmutableArray<HostId> members = [];
    private bool quorate;

    public Epoch Epoch { get; private set; }

    public bool Serving { get; private set; }

    public ImmutableArray<HostId> Members => members;

    /// <summary>Empty while serving; otherwise one sentence for operators and clients.</summary>
    public string Reason => Serving ? string.Empty : WhyNot();

    public void MembershipChanged(ImmutableArray<HostId> current)
    {
        members = [.. current.Order()];
        ready.Clear();
        Serving = false;
    }

    public void QuorumChanged(bool hasQuorum)
    {
        quorate = hasQuorum;
        Serving = Serving && quorate;
    }

    /// <summary>True: with this message the next epoch began.</summary>
    public bool Ready(HostReady message)
    {
        if (Serving || !hosts.Contains(message.Host) || !members.Contains(message.Host))
        {
            return false;
        }

        ready[message.Host] = message;
        if (ready.Count < hosts.Length || Mismatch() is not null)
        {
            return false;
        }

        Epoch = ready.Values.Max(host => host.Last).Next;
        Serving = true;
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
            if (other.Configuration != first.Configuration)
            {
                return $"{first.Host} and {other.Host} have different configurations: compare host lists, faults and "
                    + "service files.";
            }

            if (other.Position != first.Position || other.Order != first.Order
                || other.FirstUnsettled != first.FirstUnsettled)
            {
                return $"{first.Host} stands at {first.Position} of the order and {other.Host} at {other.Position}: "
                    + "a host that missed requests cannot serve.";
            }
        }

        return null;
    }
}

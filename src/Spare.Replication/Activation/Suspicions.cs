using Spare.Protocol;

namespace Spare.Replication.Activation;

/// <summary>
/// Counts how often each replica was late (SPARE 4.1.3). Half of the count is forgotten with every
/// <see cref="HalfLife"/>, so that seldom lateness never adds up.
/// </summary>
public sealed class Suspicions(int threshold)
{
    public static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<ReplicaId, (long Thousandths, Instant Since)> counts = [];

    public int Count => counts.Count;

    /// <summary>True: the replica has been late so often that it is to be replaced; its count begins anew.</summary>
    public bool Add(ReplicaId replica, Instant now)
    {
        var (thousandths, since) = counts.GetValueOrDefault(replica, (0, now));
        while (now - since >= HalfLife && thousandths > 0)
        {
            (thousandths, since) = (thousandths / 2, since + HalfLife);
        }

        thousandths += 1_000;
        counts[replica] = (thousandths, thousandths == 1_000 ? now : since);
        return thousandths >= threshold * 1_000L && counts.Remove(replica);
    }

    /// <summary>Forgets replicas that are gone.</summary>
    public void Retain(Func<ReplicaId, bool> isThere)
    {
        foreach (var gone in counts.Keys.Where(replica => !isThere(replica)).ToArray())
        {
            counts.Remove(gone);
        }
    }
}

using System.Collections.Immutable;
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
        var (thousandths, since) = Forgotten(counts.GetValueOrDefault(replica, (0, now)), now);
        thousandths += 1_000;
        counts[replica] = (thousandths, thousandths == 1_000 ? now : since);
        return thousandths >= threshold * 1_000L && counts.Remove(replica);
    }

    /// <summary>How often each replica was late of which more than half of one time is remembered.</summary>
    public ImmutableArray<Suspicion> At(Instant now) =>
    [
        .. counts.Select(entry => new Suspicion(entry.Key, (int)((Forgotten(entry.Value, now).Thousandths + 499) / 1_000)))
            .Where(suspicion => suspicion.Times > 0),
    ];

    /// <summary>Forgets replicas that are gone.</summary>
    public void Retain(Func<ReplicaId, bool> isThere)
    {
        foreach (var gone in counts.Keys.Where(replica => !isThere(replica)).ToArray())
        {
            counts.Remove(gone);
        }
    }

    private static (long Thousandths, Instant Since) Forgotten((long Thousandths, Instant Since) count, Instant now)
    {
        var (thousandths, since) = count;
        while (now - since >= HalfLife && thousandths > 0)
        {
            (thousandths, since) = (thousandths / 2, since + HalfLife);
        }

        return (thousandths, since);
    }
}

/// <summary>How often a replica was late, less what is forgotten of it.</summary>
public readonly record struct Suspicion(ReplicaId Replica, int Times);

using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Poison;

/// <summary>
/// How many replicas failed at undone writes of each likeness. Every replica is made anew when a write is undone, so no two
/// that are counted are one and the same. It changes where writes are undone, with agreed times; a host that comes back has
/// counted nothing.
/// </summary>
public sealed class Failures
{
    /// <summary>Beyond it the one that was undone longest ago is forgotten.</summary>
    public const int LikenessesMaximum = QuarantineTold.EntriesMaximum;

    /// <summary>What is not undone again for so long is forgotten: then nothing is held up by it either.</summary>
    public static readonly TimeSpan Memory = Quarantine.Lifetime;

    private ImmutableArray<(Digest Likeness, int Replicas, Instant Time)> counts = [];

    public int Count => counts.Length;

    /// <summary>A write like that was undone; so many replicas failed at it.</summary>
    /// <returns>How many failed at such writes in all.</returns>
    public int Add(Digest likeness, int replicas, Instant now)
    {
        counts = counts.RemoveAll(other => now - other.Time >= Memory);
        var sum = replicas + counts.FirstOrDefault(other => other.Likeness == likeness).Replicas;
        Forget(likeness);
        counts = counts.Add((likeness, sum, now));
        if (counts.Length > LikenessesMaximum)
        {
            counts = counts.RemoveAt(0);
        }

        return sum;
    }

    /// <summary>Requests like that are quarantined, or an operator has them accepted: what comes then is counted anew.</summary>
    public void Forget(Digest likeness) => counts = counts.RemoveAll(other => other.Likeness == likeness);
}

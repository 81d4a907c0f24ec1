using Spare.Protocol;

namespace Spare.Replication.Serving;

/// <summary>
/// The hosts whose active replica is being made, by ordered messages. While there is one no request is overdue: it
/// waits for that replica, but not longer than <paramref name="patience"/>.
/// </summary>
public sealed class Replacements(TimeSpan patience)
{
    private readonly SortedDictionary<HostId, (ReplicaId Replica, Instant Since)> making = [];

    public bool Any => making.Count > 0;

    public int Count => making.Count;

    /// <summary>Requests may be late because of one.</summary>
    public bool Excuse(Instant now) => making.Values.Any(replica => now - replica.Since <= patience);

    /// <summary>The host makes <paramref name="replica"/>. Its time runs since it had a replica that ran.</summary>
    public void Begin(ReplicaId replica, Instant now) =>
        making[replica.Host] = (replica, making.TryGetValue(replica.Host, out var first) ? first.Since : now);

    /// <summary>The replica runs; nothing changes if another one is waited for.</summary>
    public void End(ReplicaId replica)
    {
        if (making.TryGetValue(replica.Host, out var expected) && expected.Replica == replica)
        {
            making.Remove(replica.Host);
        }
    }

    /// <summary>All replicas run.</summary>
    public void Clear() => making.Clear();
}

using Spare.Protocol;

namespace Spare.Replication.Serving;

/// <summary>
/// The hosts whose active replica is being made, by ordered messages. While there is one no request is overdue: it
/// waits for that replica. After <paramref name="patience"/> the hosts count as not serving until it runs.
/// </summary>
public sealed class Replacements(TimeSpan patience)
{
    private readonly SortedDictionary<HostId, (ReplicaId Replica, Instant Since)> making = [];

    public bool Any => making.Count > 0;

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

    /// <summary>The replica that is waited for longer than patience allows; null: none is.</summary>
    public ReplicaId? Overdue(Instant now)
    {
        foreach (var (replica, since) in making.Values)
        {
            if (now - since > patience)
            {
                return replica;
            }
        }

        return null;
    }
}

using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Requests;

/// <summary>
/// Agreed replies that no replica of this host gave, asked for from one host after the other whose replica did. At most as
/// many as there are requests of this host's clients in flight.
/// </summary>
internal sealed class ReplyFetching(Outbox outbox)
{
    /// <summary>So often each host that has it is asked.</summary>
    private const int RoundsMaximum = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly SortedDictionary<SequenceNumber, (int Attempts, Instant At)> asked = [];

    /// <summary>What has not come in time, or was asked for in an epoch that is over.</summary>
    public ImmutableArray<SequenceNumber> Due =>
        [.. asked.Where(entry => outbox.Now - entry.Value.At >= Patience).Select(entry => entry.Key)];

    /// <summary>False: it was asked for often enough.</summary>
    /// <param name="givers">The hosts whose replicas gave the agreed reply.</param>
    public bool Ask(Epoch epoch, SequenceNumber sequence, ImmutableArray<HostId> givers)
    {
        var attempts = asked.GetValueOrDefault(sequence).Attempts;
        if (attempts >= RoundsMaximum * givers.Length)
        {
            return false;
        }

        asked[sequence] = (attempts + 1, outbox.Now);
        outbox.Add(new ManagerEffect.Multicast(new ReplyAsked(epoch, givers[attempts % givers.Length], sequence)));
        return true;
    }

    /// <summary>What was asked for may not have been heard.</summary>
    public void BeginEpoch()
    {
        foreach (var sequence in asked.Keys.ToArray())
        {
            asked[sequence] = (0, default);
        }
    }

    public void End(SequenceNumber sequence) => asked.Remove(sequence);
}

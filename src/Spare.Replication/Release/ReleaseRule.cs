using Spare.Protocol;

namespace Spare.Replication.Release;

/// <summary>
/// When a decided reply may leave for its client: when no lower write is unsettled, every lower agreed update (and the
/// request's own) is in the journal, and every host of the configuration is known to hold the request.
/// </summary>
/// <remarks>
/// Corosync delivers in agreed, not in safe order: a manager can deliver a request, answer, and take the only copy
/// with it. The wait for all hosts makes up for that. The wait for lower writes keeps a reply from showing what a
/// write did that is voided later.
/// </remarks>
public sealed class ReleaseRule(IEnumerable<HostId> hosts)
{
    private readonly Dictionary<HostId, SequenceNumber> held = hosts.ToDictionary(host => host, _ => SequenceNumber.None);
    private readonly Queue<SequenceNumber> unjournaled = new();
    private SequenceNumber heldByAll;

    /// <summary>Records that were begun and are not known to be on stable storage.</summary>
    public int Unjournaled => unjournaled.Count;

    /// <summary>The host spoke of this position, so it has delivered it and all before it.</summary>
    public void Holds(HostId host, SequenceNumber sequence)
    {
        if (held.TryGetValue(host, out var known) && known < sequence)
        {
            held[host] = sequence;
            heldByAll = held.Values.Min();
        }
    }

    /// <summary>A record was handed to the journal; positions grow.</summary>
    public void JournalBegun(SequenceNumber sequence) => unjournaled.Enqueue(sequence);

    /// <summary>This record and all before it are on stable storage.</summary>
    public void Journaled(SequenceNumber sequence)
    {
        while (unjournaled.TryPeek(out var first) && first <= sequence)
        {
            unjournaled.Dequeue();
        }
    }

    /// <param name="firstUnsettled">The lowest write without a verdict, or null.</param>
    public bool MayLeave(SequenceNumber sequence, SequenceNumber? firstUnsettled) =>
        (firstUnsettled is null || sequence < firstUnsettled)
        && (!unjournaled.TryPeek(out var first) || sequence < first)
        && heldByAll >= sequence;
}

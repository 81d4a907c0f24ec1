using Spare.Protocol;

namespace Spare.Replication.Release;

/// <summary>
/// When a decided reply may leave for its client: when no lower write is unsettled, every lower agreed update (and the
/// request's own) is in the journal, and enough hosts are known to hold the request.
/// </summary>
/// <remarks>
/// Corosync delivers in agreed, not in safe order: a manager can deliver a request, answer, and take the only copy
/// with it. The wait for so many hosts that one of them is left makes up for that. The wait for lower writes keeps a
/// reply from showing what a write did that is voided later.
/// </remarks>
/// <param name="holders">Hosts that have to hold a request; all that serve, if those are fewer.</param>
public sealed class ReleaseRule(IEnumerable<HostId> hosts, int holders)
{
    private Dictionary<HostId, SequenceNumber> held = hosts.ToDictionary(host => host, _ => SequenceNumber.None);
    private readonly Queue<SequenceNumber> unjournaled = new();
    private SequenceNumber heldByEnough;

    /// <summary>Records that were begun and are not known to be on stable storage.</summary>
    public int Unjournaled => unjournaled.Count;

    /// <summary>The position of the first of those records.</summary>
    public SequenceNumber? FirstUnjournaled => unjournaled.TryPeek(out var first) ? first : null;

    /// <summary>False: this host does not serve now, and nothing leaves.</summary>
    public bool Open { get; set; }

    /// <summary>These hosts serve from here on.</summary>
    public void BeginEpoch(IEnumerable<HostId> serving)
    {
        held = serving.ToDictionary(host => host, host => held.GetValueOrDefault(host));
        heldByEnough = HeldByEnough();
    }

    /// <summary>The host spoke of this position, so it has delivered it and all before it.</summary>
    public void Holds(HostId host, SequenceNumber sequence)
    {
        if (held.TryGetValue(host, out var known) && known < sequence)
        {
            held[host] = sequence;
            heldByEnough = HeldByEnough();
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

    /// <summary>The highest position that so many hosts hold.</summary>
    private SequenceNumber HeldByEnough()
    {
        var enough = SequenceNumber.None;
        foreach (var candidate in held.Values)
        {
            if (candidate > enough && held.Values.Count(sequence => sequence >= candidate) >= Math.Min(holders, held.Count))
            {
                enough = candidate;
            }
        }

        return enough;
    }

    /// <param name="firstUnsettled">The lowest write without a verdict, or null.</param>
    public bool MayLeave(SequenceNumber sequence, SequenceNumber? firstUnsettled) =>
        Open
        && (firstUnsettled is null || sequence < firstUnsettled)
        && (!unjournaled.TryPeek(out var first) || sequence < first)
        && heldByEnough >= sequence;
}

using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Requests;

namespace Spare.Replication.Serving;

/// <summary>
/// Has each epoch written to disk before a reply leaves in it. That is asked for only when everything is settled and in
/// the journal that was ordered before the epoch: a host that is alone may come back alone, and must then have all that
/// the others may have answered before they were gone.
/// </summary>
internal sealed class EpochRecord(Outbox outbox)
{
    private ServingEpoch? wanted;
    private ServingEpoch? asked;
    private SequenceNumber inherited;

    /// <summary>The epoch is on the disk.</summary>
    public bool IsDurable { get; private set; }

    /// <param name="position">The last position before the epoch.</param>
    public void BeginEpoch(Epoch epoch, ImmutableArray<HostId> hosts, SequenceNumber position)
    {
        (wanted, asked, inherited, IsDurable) = (new ServingEpoch(epoch, hosts), null, position, false);
    }

    public void Advance(SequenceNumber? firstUnsettled, SequenceNumber? firstUnjournaled)
    {
        if (wanted is { } epoch && asked is null && !(firstUnsettled <= inherited) && !(firstUnjournaled <= inherited))
        {
            asked = epoch;
            outbox.Add(new ManagerEffect.RecordEpoch(epoch));
        }
    }

    public void Recorded(Epoch epoch) => IsDurable = IsDurable || wanted?.Epoch == epoch;
}

using Spare.Protocol;

namespace Spare.Replication.Requests;

/// <summary>
/// Tells the operator when another host's clock is too far from this one's; agreed time follows the fastest. What a host said
/// before it, or this one, stood still comes late as well, but not for long.
/// </summary>
internal sealed class StampCheck(ReplicationOptions options, Outbox outbox)
{
    private readonly Dictionary<HostId, Instant> offSince = [];
    private Instant reported;

    public void Check(HostId sender, Instant stamp)
    {
        var off = (stamp - outbox.Now).Duration();
        if (off <= options.StampTolerance)
        {
            offSince.Remove(sender);
            return;
        }

        offSince.TryAdd(sender, outbox.Now);
        if (outbox.Now - offSince[sender] > options.StampTolerance && outbox.Now - reported > options.StampTolerance)
        {
            reported = outbox.Now;
            outbox.Report(
                ReportKind.StampTooFarOff,
                $"The clock of {sender} is {off.TotalSeconds:F1} s away from this host's: synchronise the hosts.");
        }
    }
}

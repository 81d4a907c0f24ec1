using Spare.Protocol;

namespace Spare.Replication.Requests;

/// <summary>Tells the operator when another host's clock is too far from this one's; agreed time follows the fastest.</summary>
internal sealed class StampCheck(ReplicationOptions options, Outbox outbox)
{
    private Instant reported;

    public void Check(HostId sender, Instant stamp)
    {
        var off = (stamp - outbox.Now).Duration();
        if (off > options.StampTolerance && outbox.Now - reported > options.StampTolerance)
        {
            reported = outbox.Now;
            outbox.Report(
                ReportKind.StampTooFarOff,
                $"The clock of {sender} is {off.TotalSeconds:F1} s away from this host's: synchronise the hosts.");
        }
    }
}

using Spare.Protocol;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>No table of a manager grows beyond its bound, and all are empty when everything has come to rest.</summary>
public sealed class BoundedMemory(ReplicationOptions options) : Checker
{
    private readonly SortedDictionary<HostId, ManagerLoad> last = [];

    public override void Loaded(HostId host, ManagerLoad load)
    {
        last[host] = load;
        var window = options.WindowMaximum + (options.Hosts.Length * options.InFlightMaximum);
        Bound(host, "requests in flight", load.InFlight, options.InFlightMaximum);
        Bound(host, "bytes in flight", load.InFlightBytes, options.InFlightBytesMaximum + (1 << 20));
        Bound(host, "requests in the window", load.Window, window);
        Bound(host, "requests in line", load.Waiting, 2 * window);
        Bound(host, "writes under vote", load.OpenWrites, load.Window);
        Bound(host, "reads under vote", load.OpenReads, options.InFlightMaximum);
        Bound(host, "early ballots", load.EarlyBallots, 4_096);
        Bound(host, "decided requests", load.Decided, options.InFlightMaximum);
        Bound(host, "repeated requests", load.Repeats, options.InFlightMaximum);
        Bound(host, "kept replies", load.KeptReplies, options.KeptReplies.CountMaximum);
        Bound(host, "buffered updates", load.BufferedUpdates, options.Updates.CountMaximum + window);
    }

    public override void End(Ending ending)
    {
        foreach (var host in ending.Hosts.Where(host => host.Alive && ending.Plan.Passes))
        {
            if (last.TryGetValue(host.Host, out var load)
                && load is not { InFlight: 0, InFlightBytes: 0, OpenWrites: 0, OpenReads: 0, Decided: 0, Window: 0, Repeats: 0 })
            {
                Fail($"{host.Host} is at rest and still has {load}.");
            }
        }
    }

    private void Bound(HostId host, string what, long value, long bound)
    {
        if (value > bound)
        {
            Fail($"{host} has {value} {what}, more than {bound}.");
        }
    }
}

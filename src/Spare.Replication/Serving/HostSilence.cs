using Spare.Protocol;
using Spare.Replication.Requests;

namespace Spare.Replication.Serving;

/// <summary>
/// Notices hosts of the epoch that are in the group and are not heard: their managers hang while their group daemons go on.
/// Where too few others are left for a reply to leave, clients do not wait for those for longer.
/// </summary>
/// <remarks>
/// Every manager says several times in <see cref="ReplicationOptions.SilenceMaximum"/> how far it holds the order, whether
/// there is something new or not. Managers are trusted to crash, so nobody goes on without one that hangs: what was ordered
/// stays, may take effect later, and is answered to a client that asks again by name.
/// </remarks>
internal sealed class HostSilence(ReplicationOptions options, ServingSet serving, RequestPath path, Outbox outbox)
{
    private readonly SortedDictionary<HostId, Instant> heard = [];
    private readonly SortedSet<HostId> silent = [];
    private Instant swept;

    /// <summary>Why no reply can leave; null: enough hosts are heard.</summary>
    public string? Reason => serving.Hosts.Length - silent.Count < Math.Min(options.Threshold.HoldingHosts, serving.Hosts.Length)
        ? $"In the group, but not heard for more than {Seconds(options.SilenceMaximum)} s: {string.Join(", ", silent)}; "
            + "the manager there hangs."
        : null;

    public void BeginEpoch()
    {
        swept = outbox.Now;
        silent.Clear();
        heard.Clear();
        foreach (var host in serving.Hosts.Where(host => host != options.Self))
        {
            heard.Add(host, outbox.Now);
        }
    }

    /// <summary>An ordered message of that host's manager was delivered.</summary>
    public void Heard(HostId host)
    {
        if (!heard.TryGetValue(host, out var last))
        {
            return;
        }

        heard[host] = outbox.Now;
        if (silent.Remove(host))
        {
            outbox.Report(ReportKind.HostHeard, $"{host} is heard again, after {Seconds(outbox.Now - last)} s.");
        }
    }

    public void Sweep()
    {
        if ((outbox.Now - swept).Duration() > options.SilenceMaximum / 2)
        {
            HearAll(); // This host stood still, or its clock was set: what the others said is still to be delivered.
        }

        swept = outbox.Now;
        foreach (var (host, last) in heard)
        {
            if (serving.InForce && outbox.Now - last > options.SilenceMaximum && silent.Add(host))
            {
                outbox.Report(
                    ReportKind.HostHangs,
                    $"{host} is in the group, but was not heard for {Seconds(outbox.Now - last)} s: its manager hangs. "
                    + $"{path.Clients.Count} requests of this host's clients wait.",
                    sequence: path.FirstUnsettled);
            }
        }
    }

    private void HearAll()
    {
        foreach (var host in heard.Keys.ToArray())
        {
            heard[host] = outbox.Now;
        }
    }

    private static long Seconds(TimeSpan time) => (long)time.TotalSeconds;
}

using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Lab.Watching;

/// <summary>What hosts tell their operators, from now on, also when daemons end and are started again.</summary>
internal sealed class EventFeed(IReadOnlyList<IWatchedHost> hosts)
{
    private readonly Dictionary<int, (int? Process, ulong Number)> read = [];

    /// <summary>What was told since the last call, in the order of time. A host that cannot be asked now is asked next time.</summary>
    public async Task<IReadOnlyList<OperatorEvent>> NextAsync(CancellationToken cancellation)
    {
        var events = new List<OperatorEvent>();
        foreach (var host in hosts)
        {
            try
            {
                await ReadAsync(host, events, cancellation);
            }
            catch (AdminException)
            {
                // It is down, or not up yet.
            }
        }

        return [.. events.OrderBy(happened => happened.Time)];
    }

    private async Task ReadAsync(IWatchedHost host, List<OperatorEvent> events, CancellationToken cancellation)
    {
        // A daemon counts its events from 1.
        var process = host.DaemonProcessId;
        var known = read.TryGetValue(host.Number, out var last) && last.Process == process ? last.Number : 0;
        var told = await host.Admin.EventsAsync(known, cancellation);
        events.AddRange(told);
        read[host.Number] = (process, told.LastOrDefault()?.Number ?? known);
    }
}

using Spare.Commands;
using Spare.Lab.Watching;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;

namespace Spare.Lab.Faults;

/// <summary>
/// Ends the replicas that were woken, so that passive ones follow them at once: one that was needed often stays awake for
/// up to a minute.
/// </summary>
internal static class WokenReplicas
{
    public static async Task CrashAsync(IEnumerable<IWatchedHost> hosts, CancellationToken cancellation)
    {
        foreach (var host in hosts)
        {
            var status = await host.Admin.TryStatusAsync(cancellation);
            foreach (var helper in (status?.Replicas ?? []).Where(replica => replica.Role == ReplicaRole.Helper))
            {
                try
                {
                    await host.Admin.InjectAsync(
                        new InjectedFault { Kind = FaultKind.Crash, Replica = helper.Replica }, cancellation);
                }
                catch (AdminException)
                {
                    // It is not awake any more, or active by now.
                }
            }
        }
    }
}

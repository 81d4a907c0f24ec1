using Spare.Commands;
using Spare.Evaluation.Footprints;
using Spare.Protocol.Admin;

namespace Spare.Benchmarks.Paper.Metering;

/// <summary>Whom a meter asks on its host.</summary>
/// <param name="Processes">All that run.</param>
/// <param name="Status">Of the daemon. It answers when it comes to it, which takes seconds where it is saturated.</param>
/// <param name="Stages">Of the daemon, likewise.</param>
internal sealed record HostSources(
    Func<IReadOnlyList<HostProcess>> Processes,
    Func<CancellationToken, Task<HostStatus>> Status,
    Func<CancellationToken, Task<HostStages>> Stages)
{
    /// <param name="socket">Of the daemon.</param>
    public static HostSources OfThisMachine(string socket)
    {
        return new HostSources(
            () => HostProcess.All(),
            cancellation => AskAsync(daemon => daemon.StatusAsync(cancellation)),
            cancellation => AskAsync(daemon => daemon.StagesAsync(cancellation)));

        async Task<T> AskAsync<T>(Func<AdminClient, Task<T>> question)
        {
            using var daemon = new AdminClient(socket);
            return await question(daemon);
        }
    }
}

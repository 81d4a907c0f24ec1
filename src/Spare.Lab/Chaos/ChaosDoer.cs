using System.Diagnostics;
using Spare.Lab.Faults;
using Spare.Lab.Watching;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;

namespace Spare.Lab.Chaos;

/// <summary>Does faults to a lab. Returns when the lab is left to itself.</summary>
internal sealed class ChaosDoer(RunningLab lab)
{
    public Task DoAsync(int host, ChaosFault fault, CancellationToken cancellation) => fault switch
    {
        ChaosFault.OfHost one => lab.Faults.DoAsync(new FaultRequest(one.Kind, host, From: 0), cancellation),
        ChaosFault.Away away => GoAwayAsync(host, away, cancellation),
        ChaosFault.Crash crash => CrashAsync(Host(host), crash.Role, cancellation),
        ChaosFault.Killed killed => KillAsync(Host(host), killed.Part, cancellation),
        ChaosFault.Injected injected => InjectAsync(Host(host), injected, cancellation),
        _ => throw new UnreachableException(),
    };

    private LabHost Host(int number) => lab.Hosts[number - 1];

    private async Task GoAwayAsync(int host, ChaosFault.Away away, CancellationToken cancellation)
    {
        await lab.Faults.DoAsync(new FaultRequest(away.Kind, host, From: 0), cancellation);
        await Task.Delay(away.Pause, cancellation);
        await lab.Faults.DoAsync(new FaultRequest(away.Back, host, From: 0), cancellation);
    }

    private static async Task CrashAsync(LabHost host, ReplicaRole role, CancellationToken cancellation)
    {
        var replica = await ReplicaAsync(host, role, cancellation);
        await host.Admin.InjectAsync(new InjectedFault { Kind = FaultKind.Crash, Replica = replica.Replica }, cancellation);
    }

    private async Task KillAsync(LabHost host, string part, CancellationToken cancellation) =>
        lab.Signal(await ReplicaAsync(host, ReplicaRole.Active, cancellation), part, ReplicaProcesses.Kill);

    /// <summary>Faults end with their replica, or when they were committed often enough.</summary>
    private async Task InjectAsync(LabHost host, ChaosFault.Injected injected, CancellationToken cancellation)
    {
        var replica = (await ReplicaAsync(host, ReplicaRole.Active, cancellation)).Replica;
        await host.Admin.InjectAsync(
            new InjectedFault { Kind = injected.Kind, Replica = replica, Class = injected.Class, Count = injected.Count },
            cancellation);
        await lab.UntilAsync(
            async limit => (await host.Admin.FaultsAsync(limit)).Length == 0 ? null : $"{injected.Kind} is not over",
            cancellation);
    }

    private static async Task<ReplicaStatus> ReplicaAsync(LabHost host, ReplicaRole role, CancellationToken cancellation) =>
        (await host.Admin.StatusAsync(cancellation)).Replicas.FirstOrDefault(replica => replica.Role == role)
        ?? throw new LabException($"Host {host.Number} has no {role.ToString().ToLowerInvariant()} replica.");
}

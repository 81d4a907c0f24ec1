namespace Spare.Lab.Faults;

/// <summary>Does to a running lab what it is asked for, one thing at a time, and says what it did.</summary>
internal sealed class LabFaults(RunningLab lab)
{
    /// <summary>Long enough for the other hosts to notice.</summary>
    private static readonly TimeSpan CorosyncPause = TimeSpan.FromSeconds(2);

    private readonly HashSet<int> down = [];

    /// <summary>Throws <see cref="LabException"/> when it cannot be done.</summary>
    public async Task<string> DoAsync(FaultRequest request, CancellationToken cancellation) => request.Kind switch
    {
        FaultKinds.Heal => await HealAsync(cancellation),
        FaultKinds.StartHost => await StartAsync(HostOf(request.Host), cancellation),
        FaultKinds.KillManager => await KillManagerAsync(Up(request.Host), cancellation),
        FaultKinds.KillCorosync => await KillCorosyncAsync(Up(request.Host), cancellation),
        FaultKinds.KillHost => await KillHostAsync(Up(request.Host), cancellation),
        FaultKinds.Partition when request.From == 0 => await CutAsync(HostOf(request.Host), cancellation),
        FaultKinds.Partition => await CutAsync(HostOf(request.Host), HostOf(request.From), cancellation),
        _ => throw new LabException($"This lab does not know '{request.Kind}': use the program that started it."),
    };

    private static async Task<string> KillManagerAsync(LabHost host, CancellationToken cancellation)
    {
        var process = host.DaemonProcessId ?? throw new LabException($"The daemon of host {host.Number} does not run.");
        await host.KillDaemonAsync(cancellation);
        return $"Killed the daemon of host {host.Number} (process {process}).";
    }

    private static async Task<string> KillCorosyncAsync(LabHost host, CancellationToken cancellation)
    {
        await host.KillCorosyncAsync(cancellation);
        await Task.Delay(CorosyncPause, cancellation);
        host.StartCorosync();
        return $"Killed Corosync of host {host.Number}, and started it again {CorosyncPause.TotalSeconds} s later.";
    }

    private static async Task<string> CutAsync(LabHost host, CancellationToken cancellation)
    {
        await host.CutAsync(cancellation);
        return $"Cut host {host.Number} off from all other hosts and the witness.";
    }

    private static async Task<string> CutAsync(LabHost host, LabHost other, CancellationToken cancellation)
    {
        if (host == other)
        {
            throw new LabException($"Host {host.Number} cannot be cut off from itself.");
        }

        await host.CutFromAsync(other, cancellation);
        return $"Cut hosts {host.Number} and {other.Number} off from each other; both still reach everybody else.";
    }

    private async Task<string> KillHostAsync(LabHost host, CancellationToken cancellation)
    {
        await host.CrashAsync(cancellation);
        down.Add(host.Number);
        return $"Killed everything on host {host.Number}; it stays down until 'spare-lab fault start-host {host.Number}'.";
    }

    private async Task<string> StartAsync(LabHost host, CancellationToken cancellation)
    {
        if (!down.Contains(host.Number))
        {
            if (host.DaemonProcessId is not null || host.Supervision.IsActive)
            {
                throw new LabException($"Host {host.Number} is up.");
            }

            await host.StartEndedDaemonAsync(cancellation);
            return $"Started the daemon of host {host.Number}, which had ended.";
        }

        await host.StartAsync(cancellation);
        down.Remove(host.Number);
        return $"Started Corosync and the daemon of host {host.Number}, on the directory that they had.{WhatClientsSee()}";
    }

    /// <summary>In other modes a host does not come back.</summary>
    private string WhatClientsSee() => !lab.Threshold.HasPassiveReplicas ? ""
        : " It answers its clients 503 until its first replica is made, "
            + (lab.Hosts[0].LibvirtUri is null ? "4 to 11 s" : "some minutes")
            + $"; meanwhile clients go to {(lab.Hosts.Length == 2 ? "the other host" : "the other hosts")}.";

    private async Task<string> HealAsync(CancellationToken cancellation)
    {
        foreach (var host in lab.Hosts.Where(host => !down.Contains(host.Number)))
        {
            await host.ReconnectAsync(cancellation);
        }

        return down.Count == 0
            ? "Every host reaches every other one and the witness again."
            : $"Every host that is up reaches every other one again; down: {string.Join(", ", down.Order())}.";
    }

    private LabHost Up(int number) => down.Contains(number)
        ? throw new LabException($"Host {number} is down: 'spare-lab fault start-host {number}' starts it.")
        : HostOf(number);

    private LabHost HostOf(int number) => number >= 1 && number <= lab.Hosts.Length
        ? lab.Hosts[number - 1]
        : throw new LabException($"There is no host {number}: the lab has hosts 1 to {lab.Hosts.Length}.");
}

using System.Collections.Immutable;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Rounds;
using Spare.Lab;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Benchmarks.Paper.Sites;

/// <summary>The auction site in a lab: what the daemon makes of it is the setting.</summary>
internal sealed class LabSite : AuctionSite
{
    private const string Root = "rubis";

    private readonly RunningLab lab;

    private LabSite(RunningLab lab) => this.lab = lab;

    public override ImmutableArray<Uri> Urls => [.. lab.Hosts.Select(host => new Uri(host.OwnUrl, Root))];

    protected override LabName Name => lab.Name;

    public static async Task<LabSite> StartLabAsync(Experiment experiment, Setting setting, CancellationToken cancellation) => new(
        await RunningLab.StartAsync(
            new LabOptions
            {
                Name = LabName.Fresh("bench"),
                ServiceFile = ServiceFiles.Of(experiment.Database),
                Faults = new FaultThreshold(experiment.Faults, ModeOf(setting)),
                Driver = experiment.Machines ? HypervisorDriver.Libvirt : HypervisorDriver.Process,
            },
            progress: null, cancellation));

    public override async Task<ImmutableArray<HostProcesses>> ProcessesAsync(CancellationToken cancellation)
    {
        var hosts = ImmutableArray.CreateBuilder<HostProcesses>();
        foreach (var (host, status) in lab.Hosts.Zip(await lab.StatusAsync(cancellation)))
        {
            hosts.Add(await OfHostAsync(host, status, cancellation));
        }

        var witness = await NamespaceProcesses.OfAsync($"{Name}-witness", cancellation);
        if (witness.Count > 0)
        {
            hosts.Add(new HostProcesses(0, witness[0], witness.ToLookup(_ => Part.Witness)));
        }

        return hosts.ToImmutable();
    }

    public override async Task<ImmutableArray<HostTimes>> TimesAsync(CancellationToken cancellation)
    {
        var told = await Task.WhenAll(lab.Hosts.Select(host => host.Admin.StagesAsync(cancellation)));
        return [.. told.Select(stages => new HostTimes((int)stages.Host.Value, stages.Stages))];
    }

    private static ReplicationMode ModeOf(Setting setting) => setting switch
    {
        Setting.Crash => ReplicationMode.Crash,
        Setting.AppBft => ReplicationMode.AppBft,
        _ => ReplicationMode.Spare,
    };

    public override ValueTask DisposeAsync() => lab.DisposeAsync();

    private async Task<HostProcesses> OfHostAsync(LabHost host, HostStatus status, CancellationToken cancellation)
    {
        var passive = status.Replicas.Where(replica => replica.Role == ReplicaRole.Passive)
            .Select(replica => replica.Machine ?? "").ToHashSet(StringComparer.Ordinal);
        var machines = NamespaceProcesses.OfMachines(Name, host.Number);
        var others = await NamespaceProcesses.OfAsync(host.Namespace.Name, cancellation);
        var parts = machines.SelectMany(machine => machine.Select(process => (Part: Role(machine.Key, passive), process)))
            .Concat(others.Select(process => (Part: PartOf(process, passive), process)))
            .ToLookup(known => known.Part, known => known.process);
        return new HostProcesses(host.Number, others[0], parts);
    }

    private static Part Role(string machine, HashSet<string> passive) => passive.Contains(machine) ? Part.Passive : Part.Active;

    /// <summary>Virtual machines run beside the daemon; libvirt starts them with their names.</summary>
    private static Part PartOf(int process, HashSet<string> passive)
    {
        var command = NamespaceProcesses.CommandOf(process);
        if (command.StartsWith("qemu-system", StringComparison.Ordinal))
        {
            var arguments = NamespaceProcesses.ArgumentsOf(process);
            return passive.Any(machine => arguments.Contains($"guest={machine},", StringComparison.Ordinal)) ? Part.Passive : Part.Active;
        }

        return command.StartsWith("corosync", StringComparison.Ordinal) ? Part.Corosync : Part.Manager;
    }
}

using System.Collections.Immutable;
using Spare.Benchmarks.Paper.Metering;
using Spare.Evaluation.Experiments;
using Spare.Lab;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Protocol;

namespace Spare.Benchmarks.Paper.Sites;

/// <summary>The auction site in a lab: what the daemon makes of it is the setting.</summary>
internal sealed class LabSite : NamespaceSite
{
    private const string Root = "rubis";

    private readonly RunningLab lab;

    private LabSite(RunningLab lab) => this.lab = lab;

    public override ImmutableArray<Uri> Urls => [.. lab.Hosts.Select(host => new Uri(host.OwnUrl, Root))];

    protected override LabName Name => lab.Name;

    public static async Task<LabSite> StartLabAsync(Experiment experiment, Setting setting, CancellationToken cancellation)
    {
        var site = new LabSite(await RunningLab.StartAsync(
            new LabOptions
            {
                Name = LabName.Fresh("bench"),
                ServiceFile = ServiceFiles.Of(experiment.Database),
                Faults = new FaultThreshold(experiment.Faults, ModeOf(setting)),
                Driver = experiment.Machines ? HypervisorDriver.Libvirt : HypervisorDriver.Process,
            },
            progress: null, cancellation));
        try
        {
            await site.AddClientsAsync(cancellation);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public override IReadOnlyList<MeterLink> StartMeters() =>
    [
        .. lab.Hosts.Select(host => StartMeter(host.Namespace.Name, host.Number, host.AdminSocket)),
        StartMeter($"{Name}-witness", 0, ""),
    ];

    public override ValueTask DisposeAsync() => lab.DisposeAsync();

    private static ReplicationMode ModeOf(Setting setting) => setting switch
    {
        Setting.Crash => ReplicationMode.Crash,
        Setting.AppBft => ReplicationMode.AppBft,
        _ => ReplicationMode.Spare,
    };
}

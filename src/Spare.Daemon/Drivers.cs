using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Spare.Configuration.Hosts;
using Spare.Configuration.Service;
using Spare.Hypervisor.Libvirt;
using Spare.Hypervisor.Processes;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Replicas;
using Spare.Replicas.Agents;
using Spare.Replication.Images;
using Spare.Runtime.Ports;

namespace Spare.Daemon;

/// <summary>Opens the hypervisor driver that the operator chose, and knows what replicas on it are made from.</summary>
internal static class Drivers
{
    /// <summary>A kernel that is computed on a busy host finds its timer too slow, and would give up at once.</summary>
    private const string KernelArguments = "console=ttyS0 panic=1 quiet no_timer_check";

    public static async Task<IHypervisor> OpenAsync(
        HostFile host, ServiceFile service, ILoggerFactory loggers, CancellationToken cancellation) => host.Hypervisor switch
    {
        ProcessDriverSettings process => await ProcessHypervisor.OpenAsync(
            OptionsOf(process, host, service), loggers.CreateLogger<ProcessHypervisor>(), cancellation),
        LibvirtDriverSettings libvirt => await LibvirtHypervisor.OpenAsync(
            OptionsOf(libvirt, host, service), loggers.CreateLogger<LibvirtHypervisor>(), cancellation),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>
    /// What this host makes its first active replica from. The images are dealt out to the hosts in turn, so that those of
    /// different hosts are of different images where there are enough.
    /// </summary>
    public static string ImageOf(HostFile host)
    {
        var image = host.Hypervisor.Images[FirstImages.Active(RankOf(host), host.Hypervisor.Images.Length).Value];
        return host.Hypervisor is LibvirtDriverSettings ? DiskOf(image) : image;
    }

    /// <summary>The images that passive replicas are made of in turn: where the driver knows of which one a machine is.</summary>
    public static ImmutableArray<ReplicaImage> ImagesOf(HostFile host) =>
        host is { Hypervisor: LibvirtDriverSettings { Images: { Length: > 1 } images }, Threshold.HasPassiveReplicas: true }
            ? [.. images.Select(image => new ReplicaImage(Path.GetFileName(image), DiskOf(image)))]
            : [];

    /// <summary>Of which image the first passive replica is.</summary>
    public static ImageNumber FirstPassiveOf(HostFile host) =>
        FirstImages.Passive(RankOf(host), host.Hosts.Length, Math.Max(1, ImagesOf(host).Length));

    /// <summary>How long a manager waits for an agent on this driver.</summary>
    public static AgentConnectionOptions AgentOptionsOf(HypervisorSettings settings)
    {
        var usual = new AgentConnectionOptions();
        return usual with
        {
            Connect = usual.Connect * settings.Slowdown,
            Command = usual.Command * settings.Slowdown,
            WriteSet = usual.WriteSet * settings.Slowdown,
        };
    }

    /// <summary>How long a manager puts off, after a replica was woken or ended, what would keep the host busy.</summary>
    public static TimeSpan GraceOf(HypervisorSettings settings) => LocalReplicasOptions.UsualGrace * settings.Slowdown;

    private static ProcessDriverOptions OptionsOf(ProcessDriverSettings driver, HostFile host, ServiceFile service) => new()
    {
        HostName = NameOf(host),
        StateDirectory = driver.StateDirectory,
        Command =
        [
            .. driver.Agent, "run", "--service", host.ServicePath, "--disk", "{disk}",
            .. host.Threshold.HasPassiveReplicas ? Array.Empty<string>() : ["--no-capture"],
        ],
        Addresses = driver.Addresses,
        FirstUser = driver.Users.First,
        Visible = [.. NamedFiles.DirectoriesOf(service)],
        MachinesMaximum = (int)Math.Min(driver.Users.Last - driver.Users.First + 1, 64),
    };

    private static LibvirtDriverOptions OptionsOf(LibvirtDriverSettings driver, HostFile host, ServiceFile service) => new()
    {
        HostName = NameOf(host),
        Uri = driver.Uri,
        StateDirectory = driver.StateDirectory,
        Acceleration = driver.Acceleration == MachineAcceleration.Kvm ? Acceleration.Kvm : Acceleration.Emulation,
        Memory = driver.Memory,
        Processors = driver.Processors,
        GivesMemoryBack = driver.PassiveMemory == PassiveMemory.PageOut,
        OtherHosts = [.. host.Hosts.Where(entry => entry.Id != host.Self.Id).Select(entry => NameOf(host, entry))],
        Images =
        [
            .. driver.Images.Select(image => new MachineImage(Path.GetFileName(image), DiskOf(image), new DirectBoot(
                Path.Combine(image, "kernel"), Path.Combine(image, "ramdisk"), KernelArguments))),
        ],
        Bridges = [.. driver.Bridges.Select(bridge => new MachineBridge(bridge.Bridge, bridge.Interface))],
        Ports = [AgentProtocol.Port, service.Instances.Write, .. service.Instances.Reads],
    };

    private static int RankOf(HostFile host) => host.Hosts.Select(entry => entry.Id).Order().ToList().IndexOf(host.Self.Id);

    private static string DiskOf(string image) => Path.Combine(image, "disk.qcow2");

    private static string NameOf(HostFile host) => NameOf(host, host.Self);

    private static string NameOf(HostFile host, HostEntry entry) => $"{host.Group}-{entry.Name}";
}

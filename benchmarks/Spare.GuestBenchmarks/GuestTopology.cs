using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Hypervisor.Libvirt;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Replicas.Agents;
using Spare.Runtime.Ports;
using Spare.TestLibvirt;

namespace Spare.GuestBenchmarks;

/// <summary>A libvirt of its own with guests of one image, computed by QEMU; gone on disposal.</summary>
internal sealed class GuestTopology : IAsyncDisposable
{
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly PrivateLibvirt libvirt;
    private readonly string disk;
    private readonly string hostName;

    private GuestTopology(PrivateLibvirt libvirt, LibvirtHypervisor hypervisor, string disk, string hostName)
    {
        this.libvirt = libvirt;
        this.disk = disk;
        this.hostName = hostName;
        Hypervisor = hypervisor;
    }

    public LibvirtHypervisor Hypervisor { get; }

    public static async Task<GuestTopology> StartAsync(string image, CancellationToken cancellation)
    {
        var libvirt = await PrivateLibvirt.StartAsync();
        try
        {
            var name = $"{Random.Shared.Next():x8}";
            var disk = Path.Combine(image, "disk.qcow2");
            var boot = new DirectBoot(
                Path.Combine(image, "kernel"), Path.Combine(image, "ramdisk"), "console=ttyS0 panic=1 quiet no_timer_check");
            var options = new LibvirtDriverOptions
            {
                HostName = $"spare-bench-{name}",
                Uri = libvirt.Uri,
                StateDirectory = Path.Combine(libvirt.Directory, "state"),
                Acceleration = Acceleration.Emulation,
                Memory = 384L << 20,
                InterfacePrefix = $"spb{name[..6]}-",
                Images = [new MachineImage(Path.GetFileName(image), disk, boot)],
                Ports = [AgentProtocol.Port, 8000],
                GivesMemoryBack = true,
            };
            var hypervisor = await LibvirtHypervisor.OpenAsync(options, NullLogger<LibvirtHypervisor>.Instance, cancellation);
            return new GuestTopology(libvirt, hypervisor, disk, options.HostName);
        }
        catch
        {
            await libvirt.DisposeAsync();
            throw;
        }
    }

    public Task<VirtualMachine> CreateAsync(string name, CancellationToken cancellation) =>
        Hypervisor.CreateAsync(new VirtualMachineDefinition(new VirtualMachineName(name), disk), cancellation);

    /// <summary>Returns when its service is healthy.</summary>
    public async Task<AgentConnection> StartAsync(VirtualMachine machine, CancellationToken cancellation)
    {
        await Hypervisor.StartAsync(machine.Name, cancellation);
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Poll);
        while (true)
        {
            try
            {
                var agent = await ConnectAsync(machine, cancellation);
                while ((await agent.StatusAsync(cancellation)).Service != ServiceState.Healthy)
                {
                    await timer.WaitForNextTickAsync(cancellation);
                }

                return agent;
            }
            catch (AgentException) when (Stopwatch.GetElapsedTime(started) < BootLimit)
            {
                await timer.WaitForNextTickAsync(cancellation);
            }
        }
    }

    /// <summary>The machine's QEMU.</summary>
    public int ProcessOf(VirtualMachine machine) => libvirt.MachineProcess($"{hostName}-{machine.Name}");

    public async ValueTask DisposeAsync()
    {
        foreach (var machine in await Hypervisor.ListAsync(CancellationToken.None))
        {
            await Hypervisor.DestroyAsync(machine.Name, CancellationToken.None);
        }

        await Hypervisor.DisposeAsync();
        await libvirt.DisposeAsync();
    }

    private static async Task<AgentConnection> ConnectAsync(VirtualMachine machine, CancellationToken cancellation)
    {
        var usual = new AgentConnectionOptions();
        var patient = usual with { Connect = usual.Connect * 6, Command = usual.Command * 6, Apply = usual.Apply * 6 };
        var agent = await AgentConnection.ConnectAsync(
            new IPEndPoint(machine.Address, AgentProtocol.Port), patient, cancellation);
        await agent.SetClockAsync(Instant.FromDateTimeOffset(DateTimeOffset.UtcNow), cancellation);
        return agent;
    }
}

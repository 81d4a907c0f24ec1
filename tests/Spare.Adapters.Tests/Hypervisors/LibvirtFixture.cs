using Spare.Hypervisor.Libvirt;
using Spare.TestLibvirt;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>One libvirt daemon for all tests of a class, with an image whose guest counts.</summary>
public sealed class LibvirtFixture : IAsyncLifetime
{
    private PrivateLibvirt? started;
    private CountingDisk? image;

    internal PrivateLibvirt Libvirt => started!;

    internal CountingDisk Image => image!;

    public async Task InitializeAsync()
    {
        started = await PrivateLibvirt.StartAsync(PrivateLibvirt.ProcessorGroups);
        image = CountingDisk.Make(started.Directory);
    }

    /// <summary>Of a driver with names and directories that no other test has.</summary>
    internal LibvirtDriverOptions Options()
    {
        var name = $"{Random.Shared.Next():x8}";
        return new LibvirtDriverOptions
        {
            HostName = $"spare-test-{name}",
            Uri = Libvirt.Uri,
            StateDirectory = Path.Combine(Libvirt.Directory, name),
            Acceleration = Acceleration.Emulation,
            Memory = 16 * 1024 * 1024,
            InterfacePrefix = $"spl{name[..6]}-",
            Ports = [8080, 9090],
        };
    }

    public async Task DisposeAsync() => await (started?.DisposeAsync() ?? ValueTask.CompletedTask);
}

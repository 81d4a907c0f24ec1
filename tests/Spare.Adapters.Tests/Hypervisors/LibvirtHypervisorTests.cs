using Microsoft.Extensions.Logging.Abstractions;
using Spare.Hypervisor.Libvirt;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>The contract on the libvirt driver, with QEMU.</summary>
public class LibvirtHypervisorTests : HypervisorContract, IClassFixture<LibvirtFixture>
{
    private readonly LibvirtFixture fixture;
    private readonly LibvirtDriverOptions options;

    public LibvirtHypervisorTests(LibvirtFixture fixture)
        : this(fixture, fixture.Options())
    {
    }

    private protected LibvirtHypervisorTests(LibvirtFixture fixture, LibvirtDriverOptions options)
    {
        this.fixture = fixture;
        this.options = options;
    }

    protected override string Image => fixture.Image.Path;

    protected override async Task<IHypervisor> OpenAsync() =>
        await LibvirtHypervisor.OpenAsync(options, NullLogger<LibvirtHypervisor>.Instance, default);

    protected override Task<long> CountAsync(VirtualMachine machine) => Task.FromResult(fixture.Image.Count(machine.Disk));

    protected override Task EndGuestAsync(VirtualMachine machine)
    {
        fixture.Image.End(machine.Disk);
        return Task.CompletedTask;
    }

    protected override Task CleanAsync()
    {
        Assert.Empty(Directory.GetFiles(Path.Combine(options.StateDirectory, "machines")));
        Assert.Empty(Directory.GetDirectories("/proc/sys/net/ipv4/conf", $"{options.InterfacePrefix}*"));
        return Task.CompletedTask;
    }
}

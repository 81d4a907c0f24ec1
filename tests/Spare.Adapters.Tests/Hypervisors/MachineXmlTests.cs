using System.Diagnostics;
using Spare.Hypervisor.Libvirt;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>What the driver tells libvirt of a machine is what libvirt's own schema permits.</summary>
public sealed class MachineXmlTests
{
    private const string Schema = "/usr/share/libvirt/schemas/domain.rng";

    [Theory]
    [InlineData(Acceleration.Kvm, true)]
    [InlineData(Acceleration.Kvm, false)]
    [InlineData(Acceleration.Emulation, true)]
    [InlineData(Acceleration.Emulation, false)]
    public async Task A_machine_is_described_as_the_schema_of_libvirt_wants_it(Acceleration acceleration, bool bootsDirectly)
    {
        var boot = new DirectBoot("/boot/kernel", "/boot/ramdisk", "console=ttyS0 quiet");
        var options = new LibvirtDriverOptions
        {
            HostName = "spare-h1",
            StateDirectory = "/var/lib/spare",
            Acceleration = acceleration,
            Processors = 2,
            Images = bootsDirectly ? [new MachineImage("trixie-1", "/images/disk.qcow2", boot)] : [],
            Ports = [7000],
        };
        var note = new MachineNote(new VirtualMachineName("r1"), 3, bootsDirectly ? "trixie-1" : null);

        var complaints = await CheckAsync(MachineXml.Of(options, note, "/var/lib/spare/r1.qcow2", new TapLink(options, 3)));

        Assert.Equal("- validates", complaints.Trim());
    }

    [Fact]
    public async Task A_machine_on_a_bridge_is_too()
    {
        var options = new LibvirtDriverOptions
        {
            HostName = "spare-h1",
            StateDirectory = "/var/lib/spare",
            Bridges = [new MachineBridge("spare0", "eth1"), new MachineBridge("spare1", "eth2")],
            Ports = [7000],
        };

        var xml = MachineXml.Of(
            options, new MachineNote(new VirtualMachineName("r1"), 1, null), "/var/lib/spare/r1.qcow2", GuestLink.Of(options, 1));

        Assert.Equal("- validates", (await CheckAsync(xml)).Trim());
        Assert.Contains("""<source bridge="spare1" />""", xml, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_of_an_earlier_daemon_whose_bridge_is_no_longer_named_is_refused()
    {
        var options = new LibvirtDriverOptions
        {
            HostName = "spare-h1",
            StateDirectory = "/var/lib/spare",
            Bridges = [new MachineBridge("spare0", "eth1")],
            Ports = [7000],
        };

        var refused = Assert.Throws<HypervisorException>(() => GuestLink.Of(options, 1));

        Assert.Equal("a machine of spare-h1 has link 2, and there are bridges for 1", refused.Message);
    }

    [Fact]
    public async Task The_schema_finds_what_is_wrong() =>
        Assert.Contains("fails to validate", await CheckAsync("<domain type='kvm'><nmae>one</nmae></domain>"), StringComparison.Ordinal);

    private static async Task<string> CheckAsync(string xml)
    {
        using var lint = Process.Start(new ProcessStartInfo("xmllint", ["--noout", "--relaxng", Schema, "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        await lint.StandardInput.WriteAsync(xml);
        lint.StandardInput.Close();
        return await lint.StandardError.ReadToEndAsync();
    }
}

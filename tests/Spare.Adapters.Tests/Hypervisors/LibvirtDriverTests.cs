using System.Diagnostics;
using LibvirtSharp;
using LibvirtSharp.Domains;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Hypervisor.Libvirt;
using Spare.Runtime.Ports;
using Spare.TestLibvirt;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>What is the libvirt driver's own: what others do to its domains, what it notes, what it leaves.</summary>
public sealed class LibvirtDriverTests(LibvirtFixture fixture) : IClassFixture<LibvirtFixture>, IAsyncLifetime
{
    private static readonly VirtualMachineName One = new("one");

    private readonly LibvirtDriverOptions options = fixture.Options();
    private LibvirtHypervisor? hypervisor;
    private Connection? connection;

    private LibvirtHypervisor Hypervisor => hypervisor!;

    private string DomainName => $"{options.HostName}-one";

    public async Task InitializeAsync()
    {
        hypervisor = await OpenAsync(options);
        connection = Connection.Open(options.Uri);
    }

    public async Task DisposeAsync()
    {
        await Hypervisor.DestroyAsync(One, default);
        await Hypervisor.DisposeAsync();
        connection?.Dispose();
    }

    [Fact]
    public async Task A_machine_that_others_pause_and_resume_is_an_event_each_time()
    {
        await StartAsync();
        using var domain = Domain();

        domain.Suspend();
        Assert.Equal(VirtualMachineState.Paused, (await EventAsync()).State);
        domain.Resume();

        Assert.Equal(VirtualMachineState.Running, (await EventAsync()).State);
    }

    [Fact]
    public async Task A_machine_that_others_destroy_is_an_event()
    {
        await StartAsync();
        using var domain = Domain();

        domain.Destroy();

        var happened = await EventAsync();
        Assert.Equal(VirtualMachineState.Stopped, happened.State);
        Assert.Contains("destroyed", happened.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_whose_domain_others_delete_is_an_event_and_leaves_nothing()
    {
        var machine = await StartAsync();
        using (var domain = Domain())
        {
            domain.Undefine();
            domain.Destroy();
        }

        Assert.Equal(VirtualMachineState.Stopped, (await EventAsync()).State);
        await Hypervisor.DestroyAsync(One, default);
        Assert.False(File.Exists(machine.Disk));
        Assert.Empty(Directory.GetDirectories("/proc/sys/net/ipv4/conf", $"{options.InterfacePrefix}*"));
    }

    [Fact]
    public async Task What_Spare_destroys_itself_is_no_event()
    {
        await StartAsync();
        await Hypervisor.DestroyAsync(One, default);

        // Its events come before those of the next one.
        await StartAsync();
        using var domain = Domain();
        domain.Suspend();

        Assert.Equal(VirtualMachineState.Paused, (await EventAsync()).State);
    }

    [Fact]
    public async Task A_guest_that_panics_is_an_event()
    {
        var machine = await StartAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(fixture.Image.Count(machine.Disk) > 0));

        fixture.Image.Panic(machine.Disk);

        var happened = await EventAsync();
        Assert.Equal(VirtualMachineState.Stopped, happened.State);
        Assert.Contains("crashed", happened.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_says_whose_it_is()
    {
        await StartAsync();
        using var domain = Domain();

        var note = domain.Metadata.GetElement("urn:spare:machine:1");

        Assert.Contains($"host=\"{options.HostName}\"", note, StringComparison.Ordinal);
        Assert.Contains("name=\"one\"", note, StringComparison.Ordinal);
        Assert.Equal($"Spare: machine one of host {options.HostName}", domain.Metadata.GetTitle());
    }

    [Fact]
    public async Task A_machine_says_of_which_image_it_is_and_so_does_every_copy_of_it()
    {
        var boot = new DirectBoot("/boot/kernel", "/boot/ramdisk", "quiet");
        var own = fixture.Options() with { Images = [new MachineImage("trixie-1", fixture.Image.Path, boot)] };
        var three = new VirtualMachineName("three");
        using var disk = new MemoryStream();
        await using (var first = await OpenAsync(own))
        {
            await first.CreateAsync(new VirtualMachineDefinition(One, fixture.Image.Path), default);
            await first.CloneAsync(One, new VirtualMachineName("two"), default);
            await first.ExportAsync(One, disk, default);
            disk.Position = 0;
            await first.ImportAsync(three, disk, default);
        }

        await using var second = await OpenAsync(own);
        var found = await second.ListAsync(default);

        Assert.Equal(3, found.Length);
        Assert.All(found, machine => Assert.Equal("trixie-1", machine.Image));
        using (var domain = connection!.Domains.Find($"{own.HostName}-three"))
        {
            Assert.Contains("<kernel>/boot/kernel</kernel>", domain!.Xml(), StringComparison.Ordinal);
        }

        foreach (var machine in found)
        {
            await second.DestroyAsync(machine.Name, default);
        }
    }

    [Fact]
    public async Task A_machine_has_a_quarter_of_the_share_that_libvirt_gave_it_until_it_is_favoured()
    {
        if (PrivateLibvirt.ProcessorGroups is null)
        {
            return; // The next test is of such hosts.
        }

        await StartAsync();
        using var domain = Domain();
        Assert.Equal(256UL, Share());

        await Hypervisor.FavourAsync(One, default);
        Assert.Equal(1024UL, Share());

        await Hypervisor.PauseAsync(One, default);
        await Hypervisor.FavourAsync(One, default);
        Assert.Equal(1024UL, Share());

        ulong Share() => domain.Scheduler.Read().OfType<TypedParameter.WideUnsigned>()
            .Single(parameter => parameter.Name == DomainScheduler.Shares).Value;
    }

    [Fact]
    public async Task Where_libvirt_does_not_divide_processors_machines_start_and_are_favoured_and_it_is_said_once()
    {
        await using var undividing = await PrivateLibvirt.StartAsync();
        var log = new KeptLog<LibvirtHypervisor>();
        var own = fixture.Options() with { Uri = undividing.Uri };
        await using var driver = await LibvirtHypervisor.OpenAsync(own, log, default);
        foreach (var name in (VirtualMachineName[])[One, new("two")])
        {
            await driver.CreateAsync(new VirtualMachineDefinition(name, fixture.Image.Path), default);
            await driver.StartAsync(name, default);
            await driver.FavourAsync(name, default);
        }

        Assert.Contains("CPU controller", Assert.Single(log.Lines, line => line.Contains("divide")), StringComparison.Ordinal);
        await driver.DestroyAsync(One, default);
        await driver.DestroyAsync(new VirtualMachineName("two"), default);
    }

    [Fact]
    public void A_domain_that_went_after_it_was_listed_is_none_of_Spares()
    {
        using var mock = Connection.Open("test:///default");
        using var domain = mock.Domains.Define(
            """<domain type='test'><name>spare-gone</name><memory>65536</memory><os><type>hvm</type></os></domain>""");
        domain.Undefine();

        Assert.Null(NotedDomain.Of(domain));
    }

    [Fact]
    public async Task The_guest_is_reached_at_the_same_address_through_a_device_of_its_own()
    {
        var machine = await StartAsync();

        Assert.Equal("fe80::5054:ff:fe53:5041", machine.Address.ToString().Split('%')[0]);
        var device = await File.ReadAllTextAsync($"/sys/class/net/{options.InterfacePrefix}0/ifindex");
        Assert.Equal(machine.Address.ScopeId, long.Parse(device, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_restart_of_libvirt_loses_neither_machine_nor_driver()
    {
        var machine = await StartAsync();
        using (var daemon = Process.GetProcessById(fixture.Libvirt.DaemonProcess))
        {
            daemon.Kill();
        }

        await Eventually.HoldsAsync(AnswersAsync);
        var count = fixture.Image.Count(machine.Disk);
        await Eventually.HoldsAsync(() => Task.FromResult(fixture.Image.Count(machine.Disk) > count));
        await Hypervisor.PauseAsync(One, default);

        Assert.Equal(VirtualMachineState.Paused, await Hypervisor.StateAsync(One, default));
        Assert.False(Hypervisor.Events.TryRead(out _));
    }

    [Fact]
    public async Task What_happened_while_libvirt_was_away_is_an_event()
    {
        await StartAsync();
        var machine = fixture.Libvirt.MachineProcess(DomainName);
        using (var daemon = Process.GetProcessById(fixture.Libvirt.DaemonProcess))
        {
            daemon.Kill();
        }

        using (var process = Process.GetProcessById(machine))
        {
            process.Kill();
        }

        Assert.Equal(VirtualMachineState.Stopped, (await EventAsync()).State);
    }

    [Fact]
    public async Task What_a_daemon_left_half_done_is_removed_by_the_next_one()
    {
        var machine = await StartAsync();
        await Hypervisor.DisposeAsync();
        using (var domain = Domain())
        {
            domain.Undefine();
        }

        var unfinished = Path.Combine(options.StateDirectory, "machines", "two.qcow2");
        await File.WriteAllTextAsync(unfinished, "half a disk");

        hypervisor = await OpenAsync(options);

        Assert.Empty(await Hypervisor.ListAsync(default));
        Assert.False(File.Exists(machine.Disk) || File.Exists(unfinished));
        Assert.Null(connection!.Domains.Find(DomainName));
    }

    [Fact]
    public async Task A_disk_that_rests_on_another_one_is_refused()
    {
        var overlay = Path.Combine(fixture.Libvirt.Directory, $"{options.HostName}.qcow2");
        using var making = Process.Start(
            "qemu-img", ["create", "-q", "-f", "qcow2", "-b", fixture.Image.Path, "-F", "qcow2", overlay]);
        await making.WaitForExitAsync();

        var refused = await Assert.ThrowsAsync<HypervisorException>(
            () => Hypervisor.CreateAsync(new VirtualMachineDefinition(One, overlay), default));

        Assert.Contains("rests on another file", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await Hypervisor.ListAsync(default));
    }

    private static Task<LibvirtHypervisor> OpenAsync(LibvirtDriverOptions options) =>
        LibvirtHypervisor.OpenAsync(options, NullLogger<LibvirtHypervisor>.Instance, default);

    private async Task<VirtualMachine> StartAsync()
    {
        var machine = await Hypervisor.CreateAsync(new VirtualMachineDefinition(One, fixture.Image.Path), default);
        await Hypervisor.StartAsync(One, default);
        return machine;
    }

    private Domain Domain() => connection!.Domains.Find(DomainName)!;

    private async Task<VirtualMachineEvent> EventAsync() => await Hypervisor.Events.ReadAsync(Eventually.Deadline());

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return await Hypervisor.StateAsync(One, default) == VirtualMachineState.Running;
        }
        catch (HypervisorException)
        {
            return false;
        }
    }
}

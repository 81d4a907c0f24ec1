using System.Diagnostics;
using LibvirtSharp;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Hypervisor.Libvirt;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replicas;
using Spare.Replicas.Services;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>What becomes of machines where libvirt, a disk or an operator's choice of places is wrong.</summary>
public sealed class LibvirtFaultTests(LibvirtFixture fixture) : IClassFixture<LibvirtFixture>
{
    private static readonly VirtualMachineName One = new("one");
    private static readonly VirtualMachineName Two = new("two");

    [Fact]
    public async Task A_libvirt_that_does_not_answer_in_time_is_said_and_the_machine_goes_on()
    {
        var options = fixture.Options();
        VirtualMachine machine;
        await using (var patient = await OpenAsync(options))
        {
            machine = await StartAsync(patient, One);
        }

        await using (var hasty = await OpenAsync(options with { ActionDeadline = TimeSpan.FromSeconds(1) }))
        {
            await RunAsync("kill", "-STOP", $"{fixture.Libvirt.DaemonProcess}");
            HypervisorException late;
            try
            {
                late = await Assert.ThrowsAsync<HypervisorException>(() => hasty.PauseAsync(One, default));
            }
            finally
            {
                await RunAsync("kill", "-CONT", $"{fixture.Libvirt.DaemonProcess}");
            }

            Assert.Equal("libvirt did not pause machine 'one' within 1 s", late.Message);
        }

        await using var driver = await OpenAsync(options);
        await Eventually.HoldsAsync(() => IsAsync(driver, VirtualMachineState.Paused));
        await driver.ResumeAsync(One, default);
        var count = fixture.Image.Count(machine.Disk);
        await Eventually.HoldsAsync(() => Task.FromResult(fixture.Image.Count(machine.Disk) > count));
        await driver.DestroyAsync(One, default);
    }

    [Fact]
    public async Task A_libvirt_that_hangs_when_it_is_opened_is_said_in_time()
    {
        var options = fixture.Options() with { ActionDeadline = TimeSpan.FromSeconds(1) };
        await RunAsync("kill", "-STOP", $"{fixture.Libvirt.DaemonProcess}");
        HypervisorException late;
        try
        {
            late = await Assert.ThrowsAsync<HypervisorException>(() => OpenAsync(options)).WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            await RunAsync("kill", "-CONT", $"{fixture.Libvirt.DaemonProcess}");
        }

        Assert.Equal($"libvirt's '{options.Uri}' did not answer within 1 s", late.Message);
    }

    [Fact]
    public async Task What_libvirt_refuses_is_said_in_its_own_words_and_nothing_is_left()
    {
        var image = new MachineImage("gone", fixture.Image.Path, new DirectBoot("/nowhere/kernel", "/nowhere/ramdisk", ""));
        var options = fixture.Options() with { Images = [image] };
        await using var driver = await OpenAsync(options);
        await driver.CreateAsync(new VirtualMachineDefinition(One, fixture.Image.Path), default);

        var refused = await Assert.ThrowsAsync<HypervisorException>(() => driver.StartAsync(One, default));

        Assert.StartsWith("libvirt could not start machine 'one':", refused.Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere/kernel", refused.Message, StringComparison.Ordinal);
        Assert.Equal(VirtualMachineState.Stopped, await driver.StateAsync(One, default));
        await driver.DestroyAsync(One, default);
        DemandNothingLeft(options);
    }

    [Fact]
    public async Task A_disk_that_is_full_while_a_machine_is_cloned_leaves_the_source_alone()
    {
        var options = fixture.Options();
        Directory.CreateDirectory(options.StateDirectory);
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "spare-test", options.StateDirectory);
        try
        {
            await using var driver = await OpenAsync(options);
            var source = await driver.CreateAsync(new VirtualMachineDefinition(One, fixture.Image.Path), default);
            Fill(Path.Combine(options.StateDirectory, "filler"));

            var full = await Assert.ThrowsAsync<HypervisorException>(() => driver.CloneAsync(One, Two, default));

            Assert.Contains("No space left on device", full.Message, StringComparison.Ordinal);
            Assert.Equal(One, Assert.Single(await driver.ListAsync(default)).Name);
            Assert.Equal([source.Disk], Directory.GetFiles(Path.Combine(options.StateDirectory, "machines")));
            await driver.DestroyAsync(One, default);
            DemandNothingLeft(options);
        }
        finally
        {
            await RunAsync("umount", options.StateDirectory);
        }
    }

    [Fact]
    public async Task A_guest_that_never_boots_is_given_up_and_nothing_is_left()
    {
        var options = fixture.Options();
        await using var driver = await OpenAsync(options);

        // Its guest counts, and has no agent.
        await using var replicas = new LocalReplicas(
            new LocalReplicasOptions(
                new HostId(1), fixture.Image.Path, new ServiceEndpoints(8080, [], VolatileFields.None),
                new RouteTable(RouteLimits.Default, []))
            {
                StartDeadline = TimeSpan.FromSeconds(3), HasPassive = false,
            },
            driver,
            journal: null);

        var given = await Assert.ThrowsAsync<ReplicaException>(() => replicas.StartAsync(makeReplicas: true, default));

        Assert.StartsWith("h1-r1 was not ready within 3 s", given.Message, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await driver.ListAsync(default)).IsEmpty);
        DemandNothingLeft(options);
    }

    [Fact]
    public async Task Hosts_of_one_group_are_refused_the_same_libvirt()
    {
        var first = fixture.Options();
        await using var driver = await OpenAsync(first);
        var second = fixture.Options() with { OtherHosts = [first.HostName] };
        await using var early = await OpenAsync(second);
        await driver.CreateAsync(new VirtualMachineDefinition(One, fixture.Image.Path), default);

        var later = await Assert.ThrowsAsync<HypervisorException>(() => OpenAsync(second));
        var made = await Assert.ThrowsAsync<HypervisorException>(
            () => early.CreateAsync(new VirtualMachineDefinition(Two, fixture.Image.Path), default));

        Assert.StartsWith(
            $"placement: machine '{first.HostName}-one' of host {first.HostName} is in {first.Uri} too", later.Message,
            StringComparison.Ordinal);
        Assert.Equal(later.Message, made.Message);
        Assert.Empty(await early.ListAsync(default));
        await driver.DestroyAsync(One, default);
    }

    [Fact]
    public async Task A_machine_goes_on_whose_memory_was_given_back()
    {
        var warnings = new KeptLog<LibvirtHypervisor>();
        var options = fixture.Options() with { GivesMemoryBack = true };
        await using var driver = await LibvirtHypervisor.OpenAsync(options, warnings, default);
        var machine = await StartAsync(driver, One);
        for (var pause = 0; pause < 3; pause++)
        {
            await driver.PauseAsync(One, default);
            var count = fixture.Image.Count(machine.Disk);
            await driver.ResumeAsync(One, default);
            await Eventually.HoldsAsync(() => Task.FromResult(fixture.Image.Count(machine.Disk) > count));
        }

        await driver.DestroyAsync(One, default);
        Assert.DoesNotContain(warnings.Lines, line => line.Contains("stays as it is", StringComparison.Ordinal));
    }

    private static Task<LibvirtHypervisor> OpenAsync(LibvirtDriverOptions options) =>
        LibvirtHypervisor.OpenAsync(options, NullLogger<LibvirtHypervisor>.Instance, default);

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        Assert.Throws<IOException>(WriteForEver);

        void WriteForEver()
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
    }

    private static async Task<bool> IsAsync(LibvirtHypervisor driver, VirtualMachineState state)
    {
        try
        {
            return await driver.StateAsync(One, default) == state;
        }
        catch (HypervisorException)
        {
            return false;
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private async Task<VirtualMachine> StartAsync(LibvirtHypervisor driver, VirtualMachineName name)
    {
        var machine = await driver.CreateAsync(new VirtualMachineDefinition(name, fixture.Image.Path), default);
        await driver.StartAsync(name, default);
        await Eventually.HoldsAsync(() => Task.FromResult(fixture.Image.Count(machine.Disk) > 0));
        return machine;
    }

    private static void DemandNothingLeft(LibvirtDriverOptions options)
    {
        using var connection = Connection.Open(options.Uri);
        Assert.DoesNotContain(
            connection.Domains.List().Select(domain => domain.Name), name => name.StartsWith(options.HostName, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(options.StateDirectory, "*.qcow2", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetDirectories("/proc/sys/net/ipv4/conf", $"{options.InterfacePrefix}*"));
    }
}

using System.Diagnostics;
using System.Globalization;
using Spare.Hypervisor.Processes;
using Spare.Hypervisor.Processes.Groups;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>What the process driver does to its host, and what becomes of it when things go wrong.</summary>
public sealed class ProcessDriverTests : IAsyncLifetime
{
    private static readonly VirtualMachineName One = new("one");

    private readonly DriverSandbox sandbox = new();
    private ProcessHypervisor? opened;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        opened ??= await sandbox.OpenAsync();
        foreach (var machine in await opened.ListAsync(default))
        {
            await opened.DestroyAsync(machine.Name, default);
        }

        await opened.DisposeAsync();
        sandbox.Remove();
    }

    [Theory]
    [InlineData(FreezerKind.Unified)]
    [InlineData(FreezerKind.Legacy)]
    [InlineData(FreezerKind.Signals)]
    public async Task Nothing_is_left_of_a_destroyed_machine(FreezerKind freezer)
    {
        sandbox.Options = sandbox.Options with { Freezer = freezer };
        var machine = await StartAsync();
        Assert.NotEmpty(sandbox.Traces());
        await opened!.PauseAsync(One, default);

        await opened.DestroyAsync(One, default);

        await NothingIsLeftAsync();
        Assert.False(Directory.Exists(machine.Disk));
    }

    [Theory]
    [InlineData(FreezerKind.Unified)]
    [InlineData(FreezerKind.Legacy)]
    public async Task A_machine_has_a_quarter_of_the_share_of_others_until_it_is_favoured(FreezerKind freezer)
    {
        sandbox.Options = sandbox.Options with { Freezer = freezer };
        await StartAsync();
        var group = sandbox.CpuGroupOf(One);
        var before = await ShareAsync();
        Assert.NotEmpty(await File.ReadAllLinesAsync(Path.Combine(group, "cgroup.procs")));

        await opened!.FavourAsync(One, default);

        Assert.Equal(4 * before, await ShareAsync());

        async Task<int> ShareAsync() => int.Parse(
            await File.ReadAllTextAsync(DriverSandbox.SharesIn(group).Single(File.Exists)), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_full_disk_is_named_and_nothing_is_left()
    {
        await File.WriteAllBytesAsync(Path.Combine(sandbox.Image, "large"), new byte[2_000_000]);
        Directory.CreateDirectory(sandbox.Options.StateDirectory);
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "spare-test", sandbox.Options.StateDirectory);
        try
        {
            opened = await sandbox.OpenAsync();

            var refused = await Assert.ThrowsAsync<HypervisorException>(CreateAsync);

            Assert.Contains("No space left on device", refused.Message, StringComparison.Ordinal);
            Assert.Empty(await opened.ListAsync(default));
            Assert.Empty(Directory.GetDirectories(Path.Combine(sandbox.Options.StateDirectory, "machines")));
        }
        finally
        {
            await RunAsync("umount", sandbox.Options.StateDirectory);
        }
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_an_event_and_in_the_log()
    {
        sandbox.Options = sandbox.Options with { Command = ["/nowhere/program"] };
        var machine = await StartAsync();

        var happened = await opened!.Events.ReadAsync(Eventually.Deadline());

        Assert.Equal("its first process ended with exit code 127", happened.Detail);
        Assert.Contains("/nowhere/program", await File.ReadAllTextAsync(LogOf(machine)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_machine_printed_before_it_ended_is_said_in_one_line_of_bounded_length()
    {
        const string program = """
            head -c 100000 /dev/zero | tr '\0' x
            printf '\nUnhandled \033[31mexception.\n   at Program.Main\n'
            exit 3
            """;
        await File.WriteAllTextAsync(Path.Combine(sandbox.Image, "program"), program);
        await StartAsync();

        await opened!.Events.ReadAsync(Eventually.Deadline());

        var said = Assert.Single(sandbox.Log.Lines, line => line.Contains("ended by itself", StringComparison.Ordinal));
        Assert.Contains("ended with exit code 3; what it printed last: xxx", said, StringComparison.Ordinal);
        Assert.EndsWith("xxx | Unhandled  [31mexception. | at Program.Main", said.TrimEnd(), StringComparison.Ordinal);
        Assert.InRange(said.Length, 1, 9_000);
    }

    [Fact]
    public async Task What_a_machine_prints_is_kept_up_to_a_bound()
    {
        await File.WriteAllTextAsync(Path.Combine(sandbox.Image, "program"), "while :; do echo $RANDOM; done");
        sandbox.Options = sandbox.Options with { LogMaximum = 100_000 };
        var machine = await StartAsync();

        var files = new DirectoryInfo(Path.GetDirectoryName(machine.Disk)!); // The disk is in the machine's directory.
        await Eventually.HoldsAsync(() => Task.FromResult(File.Exists($"{LogOf(machine)}.1")));
        await opened!.DisposeAsync();
        opened = null;

        Assert.All(files.GetFiles("log*"), file => Assert.InRange(file.Length, 1, 100_000));
        Assert.NotEmpty(files.GetFiles("log*"));
    }

    [Fact]
    public async Task Processes_that_wake_each_other_are_paused_by_signals_all_the_same()
    {
        const string wakers = "for i in 1 2 3; do (while :; do kill -CONT -1; done) & done; echo 1 > new; mv new count; wait";
        await File.WriteAllTextAsync(Path.Combine(sandbox.Image, "program"), wakers);
        sandbox.Options = sandbox.Options with { Freezer = FreezerKind.Signals };
        var machine = await StartAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(DriverSandbox.Count(machine) == 1));

        await opened!.PauseAsync(One, default);

        // What has ended, and waits for its parent to hear of it, runs no more.
        var user = sandbox.Options.FirstUser;
        Assert.All(
            ProcessStatus.All().Where(process => process.User == user && process.State is not ('Z' or 'X')),
            process => Assert.Equal('T', process.State));
    }

    [Fact]
    public async Task Ending_a_machine_ends_all_that_it_forked()
    {
        const string forks = "for i in $(seq 50); do (setsid sleep 1000 &) ; done; echo 1 > new; mv new count; exec sleep 1000";
        await File.WriteAllTextAsync(Path.Combine(sandbox.Image, "program"), forks);
        var machine = await StartAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(DriverSandbox.Count(machine) == 1));

        await opened!.DestroyAsync(One, default);

        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("spare-machine 1\nindex 3\nphase Creating\n")]
    [InlineData("spare-machine 1\nindex 3\nphase Destroying\n")]
    [InlineData("spare-machine 1\nindex")]
    [InlineData("")]
    public async Task What_an_earlier_daemon_left_half_done_is_removed(string record)
    {
        var half = Directory.CreateDirectory(Path.Combine(sandbox.Options.StateDirectory, "machines", "half", "disk"));
        await File.WriteAllTextAsync(Path.Combine(half.Parent!.FullName, "record"), record); // It was made just above.

        opened = await sandbox.OpenAsync();

        Assert.Empty(await opened.ListAsync(default));
        Assert.False(half.Parent.Exists && Directory.Exists(half.Parent.FullName));
    }

    [Fact]
    public async Task A_clone_has_no_runtime_files_and_its_own_user()
    {
        Directory.CreateDirectory(Path.Combine(sandbox.Image, "run"));
        await File.WriteAllTextAsync(Path.Combine(sandbox.Image, "run", "server.pid"), "1");
        await File.WriteAllTextAsync(Path.Combine(sandbox.Image, "kept"), "kept");
        File.CreateSymbolicLink(Path.Combine(sandbox.Image, "link"), "/etc/shadow");
        opened = await sandbox.OpenAsync();
        await CreateAsync();

        var clone = await opened.CloneAsync(One, new VirtualMachineName("two"), default);

        Assert.False(File.Exists(Path.Combine(clone.Disk, "run", "server.pid")));
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(clone.Disk, "kept")));
        Assert.Equal("/etc/shadow", new FileInfo(Path.Combine(clone.Disk, "link")).LinkTarget);
        var user = $"{sandbox.Options.FirstUser + 1}";
        Assert.Equal(user, await RunAsync("stat", "-c", "%u", Path.Combine(clone.Disk, "kept")));
        Assert.Equal(user, await RunAsync("stat", "-c", "%u", Path.Combine(clone.Disk, "link")));
        Assert.Equal("0", await RunAsync("stat", "-L", "-c", "%u", Path.Combine(clone.Disk, "link")));
    }

    [Fact]
    public async Task Machines_survive_a_killed_daemon_and_the_next_one_takes_them_over()
    {
        using var daemon = DriverProgram.Start(sandbox);
        Assert.Equal("started", await daemon.StandardOutput.ReadLineAsync(Eventually.Deadline()));
        daemon.Kill();
        await daemon.WaitForExitAsync(Eventually.Deadline());

        opened = await sandbox.OpenAsync();

        var machine = Assert.Single(await opened.ListAsync(default));
        Assert.Equal(VirtualMachineState.Running, machine.State);
        var count = DriverSandbox.Count(machine);
        await Eventually.HoldsAsync(() => Task.FromResult(DriverSandbox.Count(machine) > count + 10));
        await opened.PauseAsync(One, default);
        Assert.Equal(VirtualMachineState.Paused, await opened.StateAsync(One, default));
        await opened.DestroyAsync(One, default);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_daemon_in_a_namespace_of_its_own_makes_machines_too()
    {
        var host = sandbox.Options.HostName;
        await RunAsync("ip", "netns", "add", host);
        try
        {
            using var daemon = DriverProgram.StartIn(host, sandbox);
            Assert.Equal("started", await daemon.StandardOutput.ReadLineAsync(Eventually.Deadline()));
            var rules = await RunAsync("ip", "netns", "exec", host, "nft", "list", "tables");
            Assert.Contains(host, rules, StringComparison.Ordinal);
            daemon.Kill();
            await daemon.WaitForExitAsync(Eventually.Deadline());
            opened = await sandbox.OpenAsync();
            Assert.Equal(VirtualMachineState.Running, await opened.StateAsync(One, default));
            await opened.DestroyAsync(One, default);
        }
        finally
        {
            await RunAsync("ip", "netns", "delete", host);
        }

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task No_more_machines_are_made_than_there_are_places()
    {
        sandbox.Options = sandbox.Options with { MachinesMaximum = 1 };
        opened = await sandbox.OpenAsync();
        await CreateAsync();

        var refused = await Assert.ThrowsAsync<HypervisorException>(
            () => opened.CloneAsync(One, new VirtualMachineName("two"), default));

        Assert.Contains("all 1 machines are in use", refused.Message, StringComparison.Ordinal);
        await opened.DestroyAsync(One, default);
        await CreateAsync();
    }

    /// <summary>A killed process can be seen for a moment after it has left its control group.</summary>
    private async Task NothingIsLeftAsync()
    {
        Assert.DoesNotContain(sandbox.Traces(), trace => !trace.StartsWith(nameof(ProcessStatus), StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => Task.FromResult(sandbox.Traces().Count == 0));
    }

    private async Task<VirtualMachine> StartAsync()
    {
        opened = await sandbox.OpenAsync();
        var machine = await CreateAsync();
        await opened.StartAsync(One, default);
        return machine;
    }

    private Task<VirtualMachine> CreateAsync() =>
        opened!.CreateAsync(new VirtualMachineDefinition(One, sandbox.Image), default); // Each test opens it first.

    private static string LogOf(VirtualMachine machine) => Path.Combine(Path.GetDirectoryName(machine.Disk) ?? "", "log");

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!; // It is there: Debian's own.
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}

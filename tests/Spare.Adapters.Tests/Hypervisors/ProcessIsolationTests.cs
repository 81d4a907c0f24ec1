using System.Net;
using System.Net.Sockets;
using Spare.Hypervisor.Processes;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>What a guest of the process driver can see and reach, asked by the guest itself.</summary>
public sealed class ProcessIsolationTests : IAsyncLifetime
{
    private const int GuestPort = 7000;

    /// <summary>Answers on its port, tries what its file <c>targets</c> says, and writes down what it found.</summary>
    private const string Program = """
        perl -MIO::Socket::INET -e '
            my $door = IO::Socket::INET->new(Listen => 5, LocalPort => 7000, ReuseAddr => 1) or die "no door: $@";
            while (my $caller = $door->accept) { print $caller "hello\n"; close $caller }' &
        until grep -q ':1B58 .* 0A ' /proc/net/tcp; do sleep 0.01; done
        grep -E '^(Uid|Gid|Groups|NoNewPrivs|CapEff|CapBnd|CapPrm)' /proc/self/status > status
        ls -l /proc/$$/fd > files
        ls /proc | grep -E '^[0-9]+$' > processes
        ls /tmp /var/tmp /dev/shm /run > places
        cat /proc/net/route > routes
        ls /sys/class/net > interfaces
        hostname > hostname
        pwd > where
        for place in / /etc /var/tmp/../lib /usr/bin /run; do
            touch "$place/spare-test-trace" 2>/dev/null && echo "$place" >> written
        done
        touch /tmp/own /dev/shm/own && echo yes > own
        touch ready
        until [ -e targets ]; do sleep 0.01; done
        while read -r address port; do
            if timeout 1 bash -c "exec 3<>/dev/tcp/$address/$port" 2>/dev/null
            then echo "$address $port open"; else echo "$address $port closed"; fi
        done < targets > reached.new
        mv reached.new reached
        sleep 1000
        """;

    private readonly DriverSandbox sandbox = new(program: Program);
    private ProcessHypervisor? opened;

    private ProcessHypervisor Hypervisor => opened ?? throw new InvalidOperationException("not opened yet");

    public async Task InitializeAsync() => opened = await sandbox.OpenAsync();

    public async Task DisposeAsync()
    {
        foreach (var machine in await Hypervisor.ListAsync(default))
        {
            await Hypervisor.DestroyAsync(machine.Name, default);
        }

        await Hypervisor.DisposeAsync();
        sandbox.Remove();
    }

    [Fact]
    public async Task The_manager_reaches_a_machine()
    {
        var machine = await StartAsync("one");

        Assert.Equal("hello\n", await CallAsync(machine.Address));
    }

    [Fact]
    public async Task A_machine_reaches_neither_manager_nor_neighbour_nor_world()
    {
        using var door = new TcpListener(IPAddress.Any, 0);
        door.Start();
        var port = ((IPEndPoint)door.LocalEndpoint).Port;
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));
        var manager = ManagerOf(one);
        string[] closed =
        [
            $"{manager} {port}", $"{ManagerOf(two)} {port}", $"{two.Address} {GuestPort}", "192.0.2.1 80", "10.0.0.1 22",
        ];

        var reached = await TryAsync(one, [$"127.0.0.1 {GuestPort}", $"{one.Address} {GuestPort}", .. closed]);

        Assert.Equal($"127.0.0.1 {GuestPort} open", reached[0]);
        Assert.Equal($"{one.Address} {GuestPort} open", reached[1]);
        Assert.Equal(closed.Select(target => $"{target} closed"), reached[2..]);
        Assert.False(door.Pending());
        using var control = new TcpClient();
        await control.ConnectAsync(manager, port);
    }

    [Fact]
    public async Task A_machine_has_no_route_but_its_link()
    {
        var machine = await StartAsync("one");

        var routes = Read(machine, "routes").Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];

        Assert.All(routes, route => Assert.NotEqual("00000000", route.Split('\t')[1]));
        Assert.Single(routes);
        Assert.Equal(["eth0", "lo"], Lines(machine, "interfaces"));
    }

    [Fact]
    public async Task A_guest_has_a_user_of_its_own_and_no_privilege()
    {
        var machine = await StartAsync("one");

        var status = Lines(machine, "status").Select(line => line.Split('\t')).ToDictionary(
            words => words[0], words => words[1]);

        Assert.Equal($"{sandbox.Options.FirstUser}", status["Uid:"]);
        Assert.Equal($"{sandbox.Options.FirstUser}", status["Gid:"]);
        Assert.Equal("1", status["NoNewPrivs:"]);
        Assert.All(["CapEff:", "CapPrm:", "CapBnd:"], set => Assert.Equal(new string('0', 16), status[set]));
    }

    [Fact]
    public async Task Two_machines_have_different_users_and_addresses()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));

        Assert.NotEqual(Lines(one, "status")[0], Lines(two, "status")[0]);
        Assert.NotEqual(one.Address, two.Address);
    }

    [Fact]
    public async Task A_guest_sees_its_own_processes_and_files_only()
    {
        var machine = await StartAsync("one");

        Assert.InRange(Lines(machine, "processes").Count, 2, 8);
        Assert.Equal("/run/spare", Lines(machine, "where").Single());
        Assert.Equal("spare", Lines(machine, "hostname").Single());
        Assert.DoesNotContain(Lines(machine, "places"), line => line.Contains("spare-test", StringComparison.Ordinal));
        Assert.Equal("yes", Lines(machine, "own").Single());
        Assert.False(File.Exists("/tmp/own"));
        Assert.Equal("", Read(machine, "written"));
    }

    [Fact]
    public async Task No_open_file_of_the_manager_reaches_a_guest()
    {
        var file = Path.Combine(sandbox.Scratch, "open-in-the-manager");
        await File.WriteAllTextAsync(file, "");
        var leaking = NativeMethods.Open(file, flags: 0);
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(leaking, ownsHandle: true);
        var machine = await StartAsync("one");

        Assert.DoesNotContain("open-in-the-manager", Read(machine, "files"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_sees_the_files_that_its_command_names_and_cannot_change_them()
    {
        var named = Directory.CreateDirectory(Path.Combine(sandbox.Scratch, "named"));
        var script = Path.Combine(named.FullName, "script");
        await File.WriteAllTextAsync(script, "touch \"${0%/*}/trace\" || touch ready\nsleep 1000\n");
        named.UnixFileMode = (UnixFileMode)0b111_111_111;
        await Hypervisor.DisposeAsync();
        sandbox.Options = sandbox.Options with { Command = ["/bin/bash", script] };
        opened = await sandbox.OpenAsync();

        await StartAsync("one");

        Assert.Equal([script], Directory.GetFiles(named.FullName));
    }

    [Fact]
    public async Task A_guest_reads_no_other_disk()
    {
        var machine = await StartAsync("one");

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(machine.Disk));
    }

    private async Task<VirtualMachine> StartAsync(string name)
    {
        var definition = new VirtualMachineDefinition(new VirtualMachineName(name), sandbox.Image);
        var machine = await Hypervisor.CreateAsync(definition, default);
        await Hypervisor.StartAsync(machine.Name, default);
        await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(Path.Combine(machine.Disk, "ready"))));
        return machine;
    }

    private static async Task<string[]> TryAsync(VirtualMachine machine, string[] targets)
    {
        var file = Path.Combine(machine.Disk, "targets");
        await File.WriteAllLinesAsync($"{file}.new", targets);
        File.SetUnixFileMode($"{file}.new", UnixFileMode.OtherRead | UnixFileMode.UserRead);
        File.Move($"{file}.new", file);
        var reached = Path.Combine(machine.Disk, "reached");
        await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(reached)));
        return await File.ReadAllLinesAsync(reached);
    }

    private static async Task<string> CallAsync(IPAddress address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address, GuestPort, Eventually.Deadline());
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync(Eventually.Deadline());
    }

    /// <summary>The other usable address of a network of four.</summary>
    private static IPAddress ManagerOf(VirtualMachine machine)
    {
        var bytes = machine.Address.GetAddressBytes();
        bytes[3]--;
        return new IPAddress(bytes);
    }

    private static string Read(VirtualMachine machine, string file)
    {
        var path = Path.Combine(machine.Disk, file);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    private static List<string> Lines(VirtualMachine machine, string file) =>
        [.. Read(machine, file).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Hypervisor.Libvirt;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>The guest that <c>vm-images/build</c> makes. The build takes half a minute, and none when nothing changed.</summary>
public sealed class GuestImageTests(LibvirtFixture fixture) : IClassFixture<LibvirtFixture>
{
    private const string Service = "examples/register/register.yaml";
    private const int AgentPort = 7000;
    private const long ImageMaximum = 200L * 1024 * 1024;

    private static readonly VirtualMachineName Guest = new("guest");

    /// <summary>Without KVM it takes .NET many seconds to start in a guest.</summary>
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(4);

    /// <summary>Each takes a minute without KVM: all are booted in long runs.</summary>
    public static TheoryData<string> Suites =>
        [.. (Environment.GetEnvironmentVariable("SPARE_TEST_SUITES") ?? "bookworm").Split(' ')];

    /// <summary>For a manager on the machine of libvirt, and for one that has a machine of its own, both at the same time.</summary>
    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_guest_boots_and_its_agent_listens_at_the_address_of_every_guest(string suite)
    {
        var image = await BuildAsync(suite);
        Assert.True(new FileInfo(Path.Combine(image, "disk.qcow2")).Length < ImageMaximum);
        var here = fixture.Options() with
        {
            Memory = 512 * 1024 * 1024,
            Ports = [AgentPort],
            Images = [new MachineImage(Path.GetFileName(image), Path.Combine(image, "disk.qcow2"), new DirectBoot(
                Path.Combine(image, "kernel"), Path.Combine(image, "ramdisk"), "console=ttyS0 panic=1 quiet no_timer_check"))],
        };
        await using var bridge = await PrivateBridge.MakeAsync();
        var elsewhere = here with
        {
            HostName = $"{here.HostName}-m",
            Uri = fixture.Libvirt.RemoteUri,
            StateDirectory = $"{here.StateDirectory}-m",
            Bridges = [new MachineBridge(bridge.Name, bridge.ManagerEnd)],
        };

        await Task.WhenAll(ReachAsync(here, image), ReachAsync(elsewhere, image));
    }

    private static async Task ReachAsync(LibvirtDriverOptions options, string image)
    {
        await using var hypervisor = await LibvirtHypervisor.OpenAsync(
            options, NullLogger<LibvirtHypervisor>.Instance, default);
        try
        {
            var definition = new VirtualMachineDefinition(Guest, Path.Combine(image, "disk.qcow2"));
            var machine = await hypervisor.CreateAsync(definition, default);
            Assert.Equal(Path.GetFileName(image), machine.Image);
            await hypervisor.StartAsync(Guest, default);

            Assert.True(await OpensAsync(new IPEndPoint(machine.Address, AgentPort)), "nobody listened in time");
        }
        finally
        {
            await hypervisor.DestroyAsync(Guest, default);
        }
    }

    /// <summary>Until its manager may come: by then it has rehearsed what follows.</summary>
    [Fact]
    public async Task The_agent_of_an_image_compiles_far_less_where_it_runs()
    {
        await BuildAsync("bookworm");
        var built = SourcePath("artifacts/bin/Spare.Agent/release");
        var scratch = Directory.CreateTempSubdirectory("spare-ahead-");
        try
        {
            scratch.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute; // Its database has a user of its own.
            var ahead = scratch.CreateSubdirectory("ahead").FullName;
            foreach (var file in Directory.EnumerateFiles(built).Concat(
                Directory.EnumerateFiles(SourcePath("artifacts/obj/Spare.Agent/release/ahead"), "*.dll")))
            {
                File.Copy(file, Path.Combine(ahead, Path.GetFileName(file)), overwrite: true);
            }

            var usual = await CompiledAsync(built, Path.Combine(scratch.FullName, "usual"));

            Assert.InRange(await CompiledAsync(ahead, Path.Combine(scratch.FullName, "exact")), 1, usual * 2 / 3);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>How many methods the runtime compiles before the agent waits for its manager.</summary>
    private static async Task<int> CompiledAsync(string directory, string disk)
    {
        using var preparing = Agent(directory, ["prepare", "--service", SourcePath(Service), "--image", disk]);
        _ = await preparing.StandardOutput.ReadToEndAsync();
        await preparing.WaitForExitAsync();
        Assert.Equal(0, preparing.ExitCode);
        var list = $"{disk}.compiled";
        using var agent = Agent(directory, ["run", "--service", SourcePath(Service), "--disk", disk, "--listen", "127.0.0.1:0"], list);
        try
        {
            string? line;
            do
            {
                line = await agent.StandardOutput.ReadLineAsync();
                Assert.NotNull(line);
            }
            while (!line.Contains("listening for the manager", StringComparison.Ordinal));

            return (await File.ReadAllLinesAsync(list)).Length;
        }
        finally
        {
            using var ending = Process.Start("kill", ["-TERM", agent.Id.ToString(CultureInfo.InvariantCulture)]);
            await agent.WaitForExitAsync();
        }
    }

    private static Process Agent(string directory, string[] arguments, string? list = null)
    {
        var start = new ProcessStartInfo(Path.Combine(directory, "spare-agent"), arguments) { RedirectStandardOutput = true };
        if (list is not null)
        {
            start.Environment["DOTNET_JitStdOutFile"] = list;
            start.Environment["DOTNET_JitDisasmSummary"] = "1";
        }

        return Process.Start(start)!;
    }

    private static async Task<bool> OpensAsync(IPEndPoint agent)
    {
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (Stopwatch.GetElapsedTime(start) < BootLimit)
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(agent);
                return true;
            }
            catch (SocketException)
            {
                await timer.WaitForNextTickAsync();
            }
        }

        return false;
    }

    private static async Task<string> BuildAsync(string suite)
    {
        using var build = Process.Start(
            new ProcessStartInfo(SourcePath("vm-images/build"), ["--suite", suite]) { RedirectStandardOutput = true })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.Equal(0, build.ExitCode);
        return output.Trim();
    }

    private static string SourcePath(string path)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Spare.sln")))
        {
            directory = directory.Parent!;
        }

        return Path.Combine(directory.FullName, path);
    }
}

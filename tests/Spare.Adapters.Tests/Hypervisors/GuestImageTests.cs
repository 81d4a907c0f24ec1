using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Hypervisor.Libvirt;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>The guest that <c>vm-images/build</c> makes. The build takes half a minute, and none when nothing changed.</summary>
public sealed class GuestImageTests(LibvirtFixture fixture) : IClassFixture<LibvirtFixture>
{
    private const int AgentPort = 7000;
    private const long ImageMaximum = 200L * 1024 * 1024;

    private static readonly VirtualMachineName Guest = new("guest");

    /// <summary>Without KVM it takes .NET many seconds to start in a guest.</summary>
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(4);

    /// <summary>Each takes a minute without KVM: all are booted in long runs.</summary>
    public static TheoryData<string> Suites =>
        [.. (Environment.GetEnvironmentVariable("SPARE_TEST_SUITES") ?? "bookworm").Split(' ')];

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_guest_boots_and_its_agent_listens_at_the_address_of_every_guest(string suite)
    {
        var image = await BuildAsync(suite);
        Assert.True(new FileInfo(Path.Combine(image, "disk.qcow2")).Length < ImageMaximum);
        var options = fixture.Options() with
        {
            Memory = 512 * 1024 * 1024,
            Ports = [AgentPort],
            Images = [new MachineImage(Path.GetFileName(image), Path.Combine(image, "disk.qcow2"), new DirectBoot(
                Path.Combine(image, "kernel"), Path.Combine(image, "ramdisk"), "console=ttyS0 panic=1 quiet no_timer_check"))],
        };
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

    /// <summary>Up to the mistake that ends it: what follows, where a replica is woken, is shown by the figures of masking.</summary>
    [Fact]
    public async Task The_agent_of_an_image_compiles_far_less_where_it_runs()
    {
        await BuildAsync("bookworm");
        var built = SourcePath("artifacts/bin/Spare.Agent/release");
        var scratch = Directory.CreateTempSubdirectory("spare-ahead-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(built).Concat(
                Directory.EnumerateFiles(SourcePath("artifacts/obj/Spare.Agent/release/ahead"), "*.dll")))
            {
                File.Copy(file, Path.Combine(scratch.FullName, Path.GetFileName(file)), overwrite: true);
            }

            var usual = await CompiledAsync(built, Path.Combine(scratch.FullName, "usual.txt"));
            var ahead = await CompiledAsync(scratch.FullName, Path.Combine(scratch.FullName, "ahead.txt"));

            Assert.InRange(ahead, 1, usual * 2 / 3);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>How many methods the runtime compiles before the agent finds that its disk is missing.</summary>
    private static async Task<int> CompiledAsync(string directory, string list)
    {
        var start = new ProcessStartInfo(
            Path.Combine(directory, "spare-agent"),
            ["run", "--service", SourcePath("examples/register/register.yaml"), "--disk", Path.Combine(directory, "no", "disk")])
        {
            RedirectStandardError = true,
            Environment = { ["DOTNET_JitStdOutFile"] = list, ["DOTNET_JitDisasmSummary"] = "1" },
        };
        using var agent = Process.Start(start)!;
        Assert.Contains("no/disk", await agent.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await agent.WaitForExitAsync();
        return (await File.ReadAllLinesAsync(list)).Length;
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

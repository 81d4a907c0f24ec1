using System.Diagnostics;
using System.Globalization;
using System.Net;
using Spare.Hypervisor.Processes;
using Spare.Hypervisor.Processes.Groups;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>A process driver with names, addresses, users and directories that no other test has.</summary>
internal sealed class DriverSandbox
{
    /// <summary>Counts, and ends when it finds a file called <c>end</c>.</summary>
    internal const string CountingProgram = """
        rm -f end
        n=0
        while [ ! -e end ]; do
            n=$((n + 1))
            echo $n > count.new
            mv count.new count
            sleep 0.005
        done
        exit 3
        """;

    private static int made = Random.Shared.Next(0, 256);

    private readonly DirectoryInfo directory;

    internal DriverSandbox(FreezerKind? freezer = null, string program = CountingProgram)
    {
        var number = Interlocked.Increment(ref made) % 256;
        var name = $"{Random.Shared.Next():x8}";
        directory = Directory.CreateTempSubdirectory($"spare-test-{name}-");
        Image = Directory.CreateDirectory(Path.Combine(directory.FullName, "image")).FullName;
        File.WriteAllText(Path.Combine(Image, "program"), program);
        Options = new ProcessDriverOptions
        {
            HostName = $"spare-test-{name}",
            StateDirectory = Path.Combine(directory.FullName, "state"),
            Command = ["/bin/bash", "program"],
            Addresses = new IPNetwork(IPAddress.Parse(FormattableString.Invariant($"10.79.{number}.0")), 24),
            InterfacePrefix = $"spt{name[..6]}-",
            FirstUser = 1_950_000_000 + ((uint)Random.Shared.Next(0, 100_000) * 100),
            MachinesMaximum = 8,
            Freezer = freezer,
        };
    }

    internal ProcessDriverOptions Options { get; set; }

    internal string Image { get; }

    internal string Scratch => directory.FullName;

    internal KeptLog<ProcessHypervisor> Log { get; } = new();

    internal Task<ProcessHypervisor> OpenAsync() => ProcessHypervisor.OpenAsync(Options, Log, default);

    internal static long Count(VirtualMachine machine)
    {
        var file = Path.Combine(machine.Disk, "count");
        return File.Exists(file) ? long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Everything on this host that belongs to the driver's machines, apart from files.</summary>
    internal IReadOnlyList<string> Traces() =>
    [
        .. Directory.GetDirectories("/proc/sys/net/ipv4/conf", $"{Options.InterfacePrefix}*"),
        .. Directory.GetDirectories("/sys/fs/cgroup", $"{Options.HostName}*"),
        .. Directory.GetDirectories("/sys/fs/cgroup").SelectMany(
            hierarchy => Directory.GetDirectories(hierarchy, $"{Options.HostName}*")),
        .. ProcessStatus.All()
            .Where(process => process.User >= Options.FirstUser && process.User < Options.FirstUser + 100)
            .Where(process => process.State != 'Z') // Init has not got round to it yet.
            .Select(process => process.ToString()),
        .. Run("nft", "list", "tables").Split('\n')
            .Where(table => table.EndsWith(Options.HostName, StringComparison.Ordinal)),
        .. Run("ip", "netns", "list").Split('\n')
            .Where(name => name.StartsWith(Options.HostName, StringComparison.Ordinal)),
    ];

    /// <summary>The control group that divides the processors, in either version.</summary>
    internal string CpuGroupOf(VirtualMachineName machine) => Directory.GetDirectories("/sys/fs/cgroup")
        .Prepend("/sys/fs/cgroup").Select(hierarchy => Path.Combine(hierarchy, $"{Options.HostName}-{machine}"))
        .Single(group => SharesIn(group).Any(File.Exists));

    internal static IEnumerable<string> SharesIn(string group) =>
        [Path.Combine(group, "cpu.weight"), Path.Combine(group, "cpu.shares")];

    internal void Remove() => directory.Delete(recursive: true);

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}

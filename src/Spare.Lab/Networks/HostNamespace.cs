using System.Diagnostics;
using System.Net;

namespace Spare.Lab.Networks;

/// <summary>
/// One host of a lab, or its witness: a network namespace with one cable (<c>eth0</c>), and a mount namespace with its own
/// <c>/run</c> and <c>/dev/shm</c>. A process that sleeps holds the latter, until the host is disposed.
/// </summary>
public sealed class HostNamespace : IDisposable
{
    // Not `ip netns exec`: that mounts a new /sys, and the cgroups below /sys would be gone.
    private const string Holding =
        "mount -t tmpfs -o mode=755 tmpfs /run && mount -t tmpfs -o mode=1777 tmpfs /dev/shm && mkdir -m 1777 /run/lock "
        + "&& ip link set lo up && echo held && exec sleep infinity";

    /// <summary>Behind all hosts.</summary>
    private const int WitnessNumber = LabNetwork.HostMaximum + 1;

    private const string CutTable = "spare-cut";

    private readonly string bridgeNamespace;
    private readonly Process holder;

    private HostNamespace(LabName lab, string bridgeNamespace, int number, Process holder)
    {
        this.bridgeNamespace = bridgeNamespace;
        this.holder = holder;
        Number = number;
        Name = NameOf(lab, number);
        Directory = Path.Combine(lab.Directory, PartOf(number));
    }

    /// <summary>1 or more; also Corosync's node id.</summary>
    public int Number { get; }

    /// <summary>Of the network namespace, as <c>ip netns</c> shows it.</summary>
    public string Name { get; }

    /// <summary>Where the host's own files are.</summary>
    public string Directory { get; }

    public IPAddress Address => AddressOf(Number);

    private Task<string> FilterAsync(string rules, CancellationToken cancellation) =>
        Tool.RunAsync("ip", ["netns", "exec", Name, "nft", rules], cancellation);

    private string Port => PartOf(Number);

    /// <summary>How to start a program inside this host, in <c>/</c>. The process id is that of the program itself.</summary>
    public ProcessStartInfo RunIn(string program, params IEnumerable<string> arguments) => new(
        "nsenter",
        [$"--target={holder.Id}", "--net", "--mount", "--wdns=/", "--", program, .. arguments]);

    /// <summary>Pulls the cable: no packet comes in or goes out.</summary>
    public Task CutAsync(CancellationToken cancellation) =>
        Tool.RunAsync("ip", ["-n", bridgeNamespace, "link", "set", Port, "down"], cancellation);

    /// <summary>The cable is in again, and everybody is heard.</summary>
    public async Task ReconnectAsync(CancellationToken cancellation)
    {
        await FilterAsync($"add table inet {CutTable}; delete table inet {CutTable}", cancellation);
        await Tool.RunAsync("ip", ["-n", bridgeNamespace, "link", "set", Port, "up"], cancellation);
    }

    /// <summary>As when the power fails: the cable is dead, and every process is gone. The namespaces stay.</summary>
    public async Task CrashAsync(CancellationToken cancellation)
    {
        await CutAsync(cancellation);
        await Leftovers.KillAllAsync(Name, except: holder.Id, cancellation);
    }

    /// <summary>Nothing comes in from that host any more; the others are reached as before.</summary>
    public Task CutFromAsync(HostNamespace other, CancellationToken cancellation) => FilterAsync(
        $"add table inet {CutTable}; "
        + $"add chain inet {CutTable} input {{ type filter hook input priority -300; }}; "
        + $"add rule inet {CutTable} input ip saddr {other.Address} drop",
        cancellation);

    public void Dispose()
    {
        holder.Kill();
        holder.Dispose();
    }

    internal static Task<HostNamespace> CreateWitnessAsync(
        LabName lab, string bridgeNamespace, CancellationToken cancellation) =>
        CreateAsync(lab, bridgeNamespace, WitnessNumber, passage: "", cancellation);

    internal static async Task<HostNamespace> CreateAsync(
        LabName lab, string bridgeNamespace, int number, string passage, CancellationToken cancellation)
    {
        var (name, port) = (NameOf(lab, number), PartOf(number));
        await Tool.RunAsync("ip", ["netns", "add", name], cancellation);
        string[] cable = ["type", "veth", "peer", "name", port, "netns", bridgeNamespace];
        await Tool.RunAsync("ip", ["link", "add", "eth0", "netns", name, .. cable], cancellation);
        await Tool.RunAsync("ip", ["-n", bridgeNamespace, "link", "set", port, "master", "bridge", "up"], cancellation);
        await Tool.RunAsync("ip", ["-n", name, "address", "add", $"{AddressOf(number)}/24", "dev", "eth0"], cancellation);
        await Tool.RunAsync("ip", ["-n", name, "link", "set", "eth0", "up"], cancellation);
        var host = new HostNamespace(lab, bridgeNamespace, number, await HoldAsync(name, passage, cancellation));
        System.IO.Directory.CreateDirectory(
            host.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return host;
    }

    private static async Task<Process> HoldAsync(string name, string passage, CancellationToken cancellation)
    {
        // A session of its own: Ctrl-C in the lab's terminal must not take the ground from under the host's programs.
        var process = Tool.Start(new ProcessStartInfo(
            "setsid", ["nsenter", $"--net=/run/netns/{name}", "--", "unshare", "--mount", "bash", "-c", $"set -e\n{passage}{Holding}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        if (await process.StandardOutput.ReadLineAsync(cancellation) == "held")
        {
            return process;
        }

        var errors = await process.StandardError.ReadToEndAsync(cancellation);
        process.Dispose();
        throw new LabException($"Host namespace '{name}' could not be made: {errors.Trim()}");
    }

    private static string NameOf(LabName lab, int number) => $"{lab}-{PartOf(number)}";

    private static string PartOf(int number) => number == WitnessNumber ? "witness" : $"h{number}";

    private static IPAddress AddressOf(int number) => new([10, 211, 0, (byte)number]);
}

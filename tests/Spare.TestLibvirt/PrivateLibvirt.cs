using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Spare.TestLibvirt;

/// <summary>
/// A libvirt daemon with QEMU of the test's own, started again whenever it ends: state, configuration and socket in a
/// directory of its own, gone on disposal with every machine. Needs root.
/// </summary>
/// <remarks>
/// The daemon lives in a process namespace whose init waits for the end of its standard input. When that comes, also
/// because the test process was killed, the kernel ends the daemon and every QEMU; the shell outside removes the rest.
/// </remarks>
public sealed class PrivateLibvirt : IAsyncDisposable
{
    private const string Outside = """
        set -eu
        mkdir -m 755 "$1"
        trap 'rm -rf "$1"; [ -z "$5" ] || find "$5" -depth -type d -delete' EXIT
        trap '' HUP INT TERM
        mkdir "$1/etc" "$1/run" "$1/lib" "$1/log" "$1/cache" "$1/socket"
        printf '%s' "$2" >"$1/etc/libvirtd.conf"
        printf '%s' "$3" >"$1/etc/qemu.conf"
        [ -z "$5" ] || mkdir "$5"
        unshare --fork --kill-child --pid --mount --mount-proc --propagation private sh -c "$4" sh "$1" "$5"
        """;

    /// <summary>The init waits for a child rather than reading itself, because waiting also reaps QEMU processes.</summary>
    /// <remarks>
    /// A control group of the daemon's own is the whole hierarchy to it. It does not see version 2, which has no
    /// controller where version 1 has processors: libvirt fails at that.
    /// </remarks>
    private const string Inside = """
        set -eu
        mkdir -p /etc/libvirt /var/lib/libvirt /var/log/libvirt /var/cache/libvirt
        mount --bind "$1/etc" /etc/libvirt
        mount --bind "$1/lib" /var/lib/libvirt
        mount --bind "$1/log" /var/log/libvirt
        mount --bind "$1/cache" /var/cache/libvirt
        mount --bind "$1/run" /run
        if [ "$2" ]; then
            mount --bind "$2" "${2%/*}"
            awk '$3 == "cgroup2" { print $2 }' /proc/mounts | xargs -r umount
        fi
        while :; do
            rm -f /run/libvirtd.pid
            nice -n 10 libvirtd --listen -f /etc/libvirt/libvirtd.conf >>"$1/libvirtd.log" 2>&1 || true
        done </dev/null &
        exec 3<&0
        read -r _ <&3 &
        wait $! || true
        """;

    private const string QemuConfiguration = """
        user = "root"
        group = "root"
        security_driver = "none"
        stdio_handler = "file"
        namespaces = [ ]
        remember_owner = 0

        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process keeper;
    private readonly int port;

    private PrivateLibvirt(Process keeper, string directory, int port)
    {
        this.keeper = keeper;
        this.port = port;
        Directory = directory;
    }

    /// <summary>Of this daemon; tests may put files into it.</summary>
    public string Directory { get; }

    public string Uri => $"qemu+unix:///system?socket={SocketFile}";

    /// <summary>As from another machine.</summary>
    public string RemoteUri => $"qemu+tcp://127.0.0.1:{port}/system";

    /// <summary>Where the kernel divides processors by control groups of version 1; null: nowhere.</summary>
    public static string? ProcessorGroups => File.ReadLines("/proc/mounts")
        .Select(line => line.Split(' '))
        .FirstOrDefault(fields => fields[2] == "cgroup" && fields[3].Split(',').Contains("cpu"))?[1];

    /// <summary>The daemon's process, as this process sees it.</summary>
    public int DaemonProcess => ProcessesOf("libvirtd").Single();

    private string SocketFile => Path.Combine(Directory, "socket", "libvirt-sock");

    /// <param name="processorGroups">Where it divides processors between its machines; null: it does not.</param>
    public static async Task<PrivateLibvirt> StartAsync(string? processorGroups = null)
    {
        var name = $"spare-test-lv-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";
        var directory = $"/tmp/{name}";
        var group = processorGroups is null ? "" : Path.Combine(processorGroups, name);
        var port = FreePort();
        var libvirt = new PrivateLibvirt(Process.Start(KeeperOf(directory, group, port))!, directory, port);
        try
        {
            await libvirt.ReadyAsync();
            return libvirt;
        }
        catch
        {
            await libvirt.DisposeAsync();
            throw;
        }
    }

    /// <summary>The QEMU of a machine, as this process sees it.</summary>
    public int MachineProcess(string domain) => ProcessesOf("qemu-system").Single(process =>
        File.ReadAllText($"/proc/{process}/cmdline").Contains($"guest={domain},", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        keeper.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Limit);
        try
        {
            await keeper.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            keeper.Kill(entireProcessTree: true);
        }

        keeper.Dispose();
    }

    private static ProcessStartInfo KeeperOf(string directory, string group, int port)
    {
        var configuration = $"""
            unix_sock_dir = "{directory}/socket"
            auth_unix_rw = "none"
            auth_unix_ro = "none"
            listen_tls = 0
            listen_tcp = 1
            listen_addr = "127.0.0.1"
            tcp_port = "{port}"
            auth_tcp = "none"
            mdns_adv = 0
            log_outputs = "3:stderr"

            """;
        var controllers = group.Length == 0 ? "cgroup_controllers = [ ]" : """cgroup_controllers = [ "cpu" ]""";
        string[] arguments =
            ["sh", "-c", Outside, "sh", directory, configuration, $"{QemuConfiguration}{controllers}\n", Inside, group];
        return new ProcessStartInfo("setsid", arguments) { RedirectStandardInput = true, WorkingDirectory = "/" };
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task ReadyAsync()
    {
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!IsListening())
        {
            if (keeper.HasExited || Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new InvalidOperationException($"libvirtd did not start: {Log()}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Its file is there a moment before it is listened on.</summary>
    private bool IsListening()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(SocketFile));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string Log() => Path.Combine(Directory, "libvirtd.log") is var log && File.Exists(log)
        ? File.ReadAllText(log)
        : "it has written nothing";

    /// <summary>All below the keeper, by the beginning of their names.</summary>
    private List<int> ProcessesOf(string name)
    {
        var found = new List<int>();
        var open = new Stack<int>([keeper.Id]);
        while (open.TryPop(out var process))
        {
            if (File.ReadAllText($"/proc/{process}/comm").StartsWith(name, StringComparison.Ordinal))
            {
                found.Add(process);
            }

            foreach (var child in File.ReadAllText($"/proc/{process}/task/{process}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                open.Push(int.Parse(child, CultureInfo.InvariantCulture));
            }
        }

        return found;
    }
}

using System.Diagnostics;
using System.Net.Sockets;
using Spare.Lab.Networks;

namespace Spare.Lab.Machines;

/// <summary>
/// The libvirt daemon of one host, with state and configuration in the host's directory, started again whenever it ends.
/// Its machines live in the host's namespaces and go with them.
/// </summary>
internal sealed class HostLibvirt(HostNamespace host) : IDisposable
{
    // The directories are libvirt's own, and cannot all be set. A control group of the host's own is the whole hierarchy to
    // libvirt, which must not see version 2 as well: without a controller there, it fails at it.
    private const string Keeping = """
        set -eu
        cd /
        if [ "$2" ]; then
            mount --bind "$2" "${2%/*}"
            awk '$3 == "cgroup2" { print $2 }' /proc/mounts | xargs -r umount
        fi
        for part in etc:/etc/libvirt lib:/var/lib/libvirt log:/var/log/libvirt cache:/var/cache/libvirt; do
            mount --bind "$1/${part%%:*}" "${part#*:}"
        done
        while :; do
            rm -f /run/libvirtd.pid
            nice -n 10 libvirtd -f /etc/libvirt/libvirtd.conf || true
            sleep 1
        done </dev/null >>"$1/libvirtd.log" 2>&1
        """;

    private const string QemuConfiguration = """
        user = "root"
        group = "root"
        security_driver = "none"
        stdio_handler = "file"
        namespaces = [ ]
        remember_owner = 0

        """;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly string directory = Path.Combine(host.Directory, "libvirt");
    private Process? keeper;

    /// <summary>For programs on the host and outside.</summary>
    public string Uri => UriOf(host);

    private string SocketFile => SocketOf(host);

    public static string UriOf(HostNamespace host) => $"qemu+unix:///system?socket={SocketOf(host)}";

    /// <summary>Returns when it can be connected to; no-op when it runs.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (keeper is { HasExited: false })
        {
            return;
        }

        keeper?.Dispose();
        var group = ReplicaGroups.MakeForMachines(host);
        Prepare(group is null ? "" : "\"cpu\"");
        keeper = Tool.Start(host.RunIn("setsid", "unshare", "--mount", "sh", "-c", Keeping, "sh", directory, group ?? ""));
        var start = Stopwatch.GetTimestamp();
        while (!IsListening())
        {
            if (keeper.HasExited || Stopwatch.GetElapsedTime(start) > StartPatience)
            {
                throw new LabException($"libvirt of host {host.Number} did not start; see {directory}/libvirtd.log.");
            }

            await Task.Delay(PollInterval, cancellation);
        }
    }

    public void Dispose() => keeper?.Dispose();

    private static string SocketOf(HostNamespace host) => Path.Combine(host.Directory, "libvirt", "socket", "libvirt-sock");

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

    private void Prepare(string controllers)
    {
        foreach (var part in (string[])["etc", "lib", "log", "cache", "socket"])
        {
            Directory.CreateDirectory(Path.Combine(directory, part));
        }

        File.Delete(SocketFile);
        File.WriteAllText(
            Path.Combine(directory, "etc", "libvirtd.conf"),
            $"""
            unix_sock_dir = "{directory}/socket"
            auth_unix_rw = "none"
            auth_unix_ro = "none"
            mdns_adv = 0
            log_outputs = "3:stderr"

            """);
        File.WriteAllText(
            Path.Combine(directory, "etc", "qemu.conf"), $"{QemuConfiguration}cgroup_controllers = [ {controllers} ]\n");
    }
}

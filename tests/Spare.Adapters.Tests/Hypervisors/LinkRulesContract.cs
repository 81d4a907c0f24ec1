using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Spare.Hypervisor;
using Spare.Hypervisor.Libvirt;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>
/// The packet filter of the libvirt driver, with a network namespace in the place of the guest. Each refusal is seen
/// to be the filter's: without it, the same connection opens.
/// </summary>
public abstract class LinkRulesContract : IAsyncLifetime, IDisposable
{
    private const int Service = 8080;
    private const int Other = 9999;

    private const string Listen = """
        import socket, sys, threading
        def serve(port):
            listener = socket.create_server(("::", port), family=socket.AF_INET6)
            while True:
                listener.accept()[0].close()
        for port in (8080, 9999):
            threading.Thread(target=serve, args=(port,), daemon=True).start()
        for line in sys.stdin:
            host, port = line.split()
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
                print("open", flush=True)
            except OSError as refused:
                print("closed", flush=True)
        """;

    private readonly string name = $"spare-test-{Random.Shared.Next():x8}";
    private readonly LibvirtDriverOptions options;
    private readonly HostFirewall firewall;
    private Process? guest;

    /// <param name="bridges">Whether the link was made beforehand.</param>
    protected LinkRulesContract(bool bridges)
    {
        options = new LibvirtDriverOptions
        {
            HostName = name,
            StateDirectory = "/nowhere",
            InterfacePrefix = $"spl{name[^6..]}-",
            Bridges = bridges ? [new MachineBridge("elsewhere", $"spl{name[^6..]}-0")] : [],
            Ports = [Service],
        };
        firewall = new HostFirewall(name, LinkRules.Of(options), TimeSpan.FromSeconds(10));
    }

    private string Interface => $"{options.InterfacePrefix}0";

    private IPAddress GuestAddress => GuestLink.Of(options, 0).Guest;

    private IPAddress ManagerAddress => NetworkInterface.GetAllNetworkInterfaces().Single(one => one.Name == Interface)
        .GetIPProperties().UnicastAddresses.Select(one => one.Address).Single(one => one.IsIPv6LinkLocal);

    public async Task InitializeAsync()
    {
        await RunAsync("ip", "netns", "add", name);
        await RunAsync(
            "ip", "link", "add", Interface, "type", "veth", "peer", "name", "eth0", "address", "52:54:00:53:50:41", "netns", name);
        await File.WriteAllTextAsync($"/proc/sys/net/ipv6/conf/{Interface}/accept_dad", "0");
        await RunAsync("ip", "link", "set", Interface, "up");
        await RunAsync("ip", "netns", "exec", name, "sh", "-c", "echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad; ip link set eth0 up");
        guest = Process.Start(new ProcessStartInfo("ip", ["netns", "exec", name, "python3", "-c", Listen])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        });
        await Eventually.HoldsAsync(() => OpensAsync(Service));
        await Eventually.HoldsAsync(() => OpensAsync(Other));
        await firewall.RaiseAsync(default);
    }

    public async Task DisposeAsync()
    {
        await firewall.LowerAsync(() => true, default);
        if (guest is not null)
        {
            guest.Kill();
            await guest.WaitForExitAsync();
            guest.Dispose();
        }

        await RunAsync("ip", "link", "delete", Interface);
        await RunAsync("ip", "netns", "delete", name);
    }

    public void Dispose()
    {
        firewall.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_manager_reaches_the_service() => Assert.True(await OpensAsync(Service));

    [Fact]
    public async Task The_manager_reaches_no_other_port()
    {
        Assert.False(await OpensAsync(Other));

        await firewall.LowerAsync(() => true, default);

        Assert.True(await OpensAsync(Other));
    }

    [Fact]
    public async Task A_guest_reaches_nothing_of_the_manager()
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.Equal("closed", await FromGuestAsync(port));

        await firewall.LowerAsync(() => true, default);

        Assert.Equal("open", await FromGuestAsync(port));
    }

    private async Task<bool> OpensAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await socket.ConnectAsync(new IPEndPoint(GuestAddress, port), limit.Token);
            return true;
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<string?> FromGuestAsync(int port)
    {
        var address = ManagerAddress.ToString().Split('%')[0];
        await guest!.StandardInput.WriteLineAsync($"{address}%eth0 {port}");
        return await guest.StandardOutput.ReadLineAsync(Eventually.Deadline());
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(command[0], command[1..]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}

using System.Diagnostics;
using Spare.Benchmarks.Paper.Metering;
using Spare.Commands;
using Spare.Lab;
using Spare.Lab.Networks;

namespace Spare.Benchmarks.Paper.Sites;

/// <summary>Hosts that are network namespaces of this machine, and clients on the switch between them.</summary>
internal abstract class NamespaceSite : AuctionSite
{
    private const string Interface = "eth0";
    private const string ClientAddress = "10.211.0.250/24";

    protected abstract LabName Name { get; }

    /// <summary>So that clients' traffic passes the hosts' interfaces.</summary>
    private string ClientNamespace => $"{Name}-net";

    public override ProcessStartInfo ForClients(string program, IEnumerable<string> arguments) =>
        Within(ClientNamespace, [program, .. arguments]);

    /// <summary>Makes the place for clients.</summary>
    protected Task AddClientsAsync(CancellationToken cancellation) => Tool.RunAsync(
        "ip", ["-n", ClientNamespace, "address", "add", ClientAddress, "dev", "bridge"], cancellation);

    /// <param name="name">The host's namespace.</param>
    /// <param name="number">The machine's energy counts at host 1.</param>
    protected static MeterLink StartMeter(string name, int number, string socket)
    {
        var host = new MeteredHost(number, Interface, socket, CountsEnergy: number == 1);
        return MeterLink.Start(
            Within(name, [Programs.Find("spare-bench", "Spare.Benchmarks"), .. host.Arguments]), host.ToString());
    }

    private static ProcessStartInfo Within(string name, IEnumerable<string> command) =>
        new("nsenter", [$"--net=/run/netns/{name}", "--", .. command]);
}

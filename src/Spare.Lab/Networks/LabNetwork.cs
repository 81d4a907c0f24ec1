using System.Collections.Immutable;

namespace Spare.Lab.Networks;

/// <summary>
/// Hosts on one machine: a bridge in a network namespace of its own, and one namespace for each host with a cable to
/// that bridge. The machine's own network is not touched.
/// </summary>
public sealed class LabNetwork : IAsyncDisposable
{
    public const int HostMaximum = 200;

    // Where a firewall's module is loaded, bridges pass every packet to it as well. Real switches have no rules to ask.
    private const string Unfiltered =
        "for switch in /proc/sys/net/bridge/bridge-nf-call-*; do [ ! -e $switch ] || echo 0 >$switch; done";

    private readonly List<HostNamespace> hosts = [];

    private LabNetwork(LabName name) => Name = name;

    public LabName Name { get; }

    /// <summary>In the order of their numbers; host 1 first.</summary>
    public ImmutableArray<HostNamespace> Hosts => [.. hosts];

    /// <summary>A place for what only says which side of a partition goes on; null until it is added.</summary>
    public HostNamespace? Witness { get; private set; }

    private string BridgeNamespace => $"{Name}-net";

    /// <summary>Takes about 60 ms for each host. Leftovers of an earlier lab of the same name are removed first.</summary>
    public static Task<LabNetwork> CreateAsync(LabName name, int hosts, CancellationToken cancellation) =>
        CreateAsync(name, hosts, [], cancellation);

    /// <param name="visible">Directories that the hosts' unprivileged programs need, wherever they are.</param>
    public static async Task<LabNetwork> CreateAsync(
        LabName name, int hosts, IEnumerable<string> visible, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hosts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hosts, HostMaximum);
        await Leftovers.RemoveAsync(name, cancellation);
        LabDirectory.Make(name);
        var network = new LabNetwork(name);
        try
        {
            await network.BuildAsync(hosts, Passage.ScriptFor(visible), cancellation);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Joins one more namespace to the bridge, which is none of the hosts.</summary>
    public async Task<HostNamespace> AddWitnessAsync(CancellationToken cancellation) =>
        Witness = await HostNamespace.CreateWitnessAsync(Name, BridgeNamespace, cancellation);

    public async ValueTask DisposeAsync()
    {
        Witness?.Dispose();
        foreach (var host in hosts)
        {
            host.Dispose();
        }

        await Leftovers.RemoveAsync(Name, CancellationToken.None);
    }

    private async Task BuildAsync(int count, string passage, CancellationToken cancellation)
    {
        await Tool.RunAsync("ip", ["netns", "add", BridgeNamespace], cancellation);
        await Tool.RunAsync(
            "ip", ["-n", BridgeNamespace, "link", "add", "bridge", "up", "type", "bridge", "forward_delay", "0"], cancellation);
        await Tool.RunAsync("ip", ["netns", "exec", BridgeNamespace, "sh", "-c", Unfiltered], cancellation);
        foreach (var number in Enumerable.Range(1, count))
        {
            hosts.Add(await HostNamespace.CreateAsync(Name, BridgeNamespace, number, passage, cancellation));
        }
    }
}

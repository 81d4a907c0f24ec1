using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Lab.Networks;

namespace Spare.Lab.Rings;

/// <summary>
/// Hosts on one machine, each with a Corosync of its own, joined by encrypted links: everything that a group needs.
/// Hosts are given by their index, 0 for host 1.
/// </summary>
public sealed class CorosyncRing : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly LabNetwork network;
    private readonly ImmutableArray<CorosyncDaemon> daemons;
    private readonly CorosyncRingOptions options;
    private readonly Witness? witness;

    private CorosyncRing(LabNetwork network, CorosyncRingOptions options)
    {
        this.network = network;
        this.options = options;
        daemons = [.. network.Hosts.Select(host => new CorosyncDaemon(host, network, options))];
        witness = network.Witness is { } place ? new Witness(place) : null;
    }

    public ImmutableArray<HostNamespace> Hosts => network.Hosts;

    /// <summary>Makes the namespaces, starts Corosync in each, and returns when all see each other.</summary>
    public static async Task<CorosyncRing> StartAsync(
        LabName name, int hosts, CorosyncRingOptions options, CancellationToken cancellation)
    {
        var network = await LabNetwork.CreateAsync(name, hosts, options.Visible, cancellation);
        if (options.HasWitness)
        {
            await AddWitnessAsync(network, cancellation);
        }

        var ring = new CorosyncRing(network, options);
        try
        {
            ring.witness?.Start();
            var key = CorosyncDaemon.NewKey();
            await Task.WhenAll(ring.daemons.Select(daemon => daemon.StartAsync(key, cancellation)));
            await ring.WaitUntilWholeAsync(cancellation);
            return ring;
        }
        catch
        {
            await ring.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to start a program inside a host; see <see cref="HostNamespace.RunIn"/>.</summary>
    public ProcessStartInfo RunIn(int host, string program, params IEnumerable<string> arguments) =>
        Hosts[host].RunIn(program, arguments);

    /// <summary>The process of its Corosync; null: it was never started.</summary>
    public int? CorosyncOf(int host) => daemons[host].ProcessId;

    public Task KillCorosyncAsync(int host, CancellationToken cancellation) => daemons[host].KillAsync(cancellation);

    public Task StopCorosyncAsync(int host, CancellationToken cancellation) => daemons[host].StopAsync(cancellation);

    /// <summary>After a kill or a stop.</summary>
    public void StartCorosync(int host) => daemons[host].Start();

    /// <summary>The host loses power: its cable is dead, and all its processes are gone.</summary>
    public async Task CrashHostAsync(int host, CancellationToken cancellation)
    {
        await Hosts[host].CrashAsync(cancellation);
        await daemons[host].KillAsync(cancellation);
    }

    /// <summary>The host comes back after a crash, with its Corosync.</summary>
    public async Task RestartHostAsync(int host, CancellationToken cancellation)
    {
        await Hosts[host].ReconnectAsync(cancellation);
        StartCorosync(host);
    }

    /// <summary>Whether that host's Corosync holds a majority with the hosts that it sees.</summary>
    public Task<bool> IsQuorateAsync(int host, CancellationToken cancellation) =>
        daemons[host].IsQuorateAsync(cancellation);

    /// <summary>How many hosts that host's Corosync sees in its ring, with itself; 0 when it does not run.</summary>
    public Task<int> SizeSeenAsync(int host, CancellationToken cancellation) => daemons[host].SizeSeenAsync(cancellation);

    /// <summary>Returns when every Corosync is quorate with all hosts in the ring.</summary>
    public async Task WaitUntilWholeAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.StartPatience);
        var asked = daemons[0];
        try
        {
            foreach (var daemon in daemons)
            {
                asked = daemon;
                while (!await daemon.SeesAsync(Hosts.Length, patience.Token))
                {
                    await Task.Delay(PollInterval, patience.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LabException(
                $"The Corosync ring of {Hosts.Length} hosts did not form within {options.StartPatience.TotalSeconds} s. "
                + $"The end of the log of host {asked.Number}:\n{asked.LastLines()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in daemons)
        {
            daemon.Dispose();
        }

        witness?.Dispose();
        await network.DisposeAsync();
    }

    private static async Task AddWitnessAsync(LabNetwork network, CancellationToken cancellation)
    {
        try
        {
            await network.AddWitnessAsync(cancellation);
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }
}

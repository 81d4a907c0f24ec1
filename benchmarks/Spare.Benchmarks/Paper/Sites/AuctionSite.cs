using System.Collections.Immutable;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Rounds;
using Spare.Lab;
using Spare.Lab.Networks;

namespace Spare.Benchmarks.Paper.Sites;

/// <summary>The auction site behind one of the settings: hosts in namespaces of their own, and clients beside them.</summary>
internal abstract class AuctionSite : IAsyncDisposable
{
    private const string ClientAddress = "10.211.0.250/24";

    /// <summary>Where clients in <see cref="ClientNamespace"/> reach it; they take turns.</summary>
    public abstract ImmutableArray<Uri> Urls { get; }

    protected abstract LabName Name { get; }

    /// <summary>On the switch between the hosts, so that clients' traffic passes the hosts' interfaces.</summary>
    public string ClientNamespace => $"{Name}-net";

    public static async Task<AuctionSite> StartAsync(Experiment experiment, Setting setting, CancellationToken cancellation)
    {
        AuctionSite site = setting is Setting.Direct or Setting.Forward
            ? await PlainSite.StartPlainAsync(experiment.Database, setting, cancellation)
            : await LabSite.StartLabAsync(experiment, setting, cancellation);
        try
        {
            await Tool.RunAsync(
                "ip", ["-n", site.ClientNamespace, "address", "add", ClientAddress, "dev", "bridge"], cancellation);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the processes are, and of which host.</summary>
    public abstract Task<ImmutableArray<HostProcesses>> ProcessesAsync(CancellationToken cancellation);

    /// <summary>Where the time of the last requests went; of no host where there is no daemon.</summary>
    public virtual Task<ImmutableArray<HostTimes>> TimesAsync(CancellationToken cancellation) =>
        Task.FromResult(ImmutableArray<HostTimes>.Empty);

    public abstract ValueTask DisposeAsync();
}

/// <param name="Host">0 is the witness.</param>
/// <param name="Any">A process that sees the host's network interface.</param>
internal sealed record HostProcesses(int Host, int Any, ILookup<Part, int> Parts);

using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Benchmarks.Paper.Metering;
using Spare.Benchmarks.Paper.Testbeds;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Testbeds;

namespace Spare.Benchmarks.Paper.Sites;

/// <summary>The auction site behind one of the settings.</summary>
internal abstract class AuctionSite : IAsyncDisposable
{
    /// <summary>Where clients reach it; they take turns.</summary>
    public abstract ImmutableArray<Uri> Urls { get; }

    /// <param name="testbed">Null: in a lab on this machine.</param>
    public static async Task<AuctionSite> StartAsync(
        Testbed? testbed, Experiment experiment, Setting setting, CancellationToken cancellation) =>
        testbed is not null ? new TestbedSite(await TestbedRun.StartAsync(testbed, experiment, setting, cancellation))
        : setting is Setting.Direct or Setting.Forward
            ? await PlainSite.StartPlainAsync(experiment.Database, setting, cancellation)
            : await LabSite.StartLabAsync(experiment, setting, cancellation);

    /// <summary>How to start a program where clients are.</summary>
    public abstract ProcessStartInfo ForClients(string program, IEnumerable<string> arguments);

    /// <summary>A meter on each host that the setting uses, that on the first host first; the caller ends them.</summary>
    public abstract IReadOnlyList<MeterLink> StartMeters();

    public abstract ValueTask DisposeAsync();
}

using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Benchmarks.Paper.Metering;
using Spare.Benchmarks.Paper.Sites;

namespace Spare.Benchmarks.Paper.Testbeds;

/// <summary>The auction site on hosts of a testbed.</summary>
internal sealed class TestbedSite(TestbedRun run) : AuctionSite
{
    public override ImmutableArray<Uri> Urls => [.. run.Hosts.Select(host => host.Url)];

    /// <summary>Clients run here.</summary>
    public override ProcessStartInfo ForClients(string program, IEnumerable<string> arguments) => new(program, arguments);

    public override IReadOnlyList<MeterLink> StartMeters() =>
    [
        .. run.Hosts.Select((host, i) => TestbedMeters.Start(run.Testbed, host, i + 1)),
        .. run.Witness is { } witness ? new[] { TestbedMeters.Start(run.Testbed, witness, 0) } : [],
    ];

    public override ValueTask DisposeAsync() => run.DisposeAsync();
}

using Spare.Benchmarks.Masking;
using Spare.Commands;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Testbeds;
using Spare.Lab.Watching;

namespace Spare.Benchmarks.Paper.Testbeds;

/// <summary>The register on hosts of a testbed, whose host files leave it to measurements when passive replicas get updates.</summary>
internal sealed class TestbedRegister : RegisterSite
{
    private readonly TestbedRun run;
    private readonly List<Host> hosts = [];

    private TestbedRegister(TestbedRun run)
    {
        this.run = run;
        hosts.AddRange(run.Hosts.Select((host, i) => new Host(i + 1, host.Url, DaemonRelay.Start(run.Testbed, host))));
    }

    public override IReadOnlyList<IWatchedHost> Hosts => hosts;

    public static async Task<TestbedRegister> StartAsync(
        Testbed testbed, Experiment experiment, CancellationToken cancellation) =>
        new(await TestbedRun.StartAsync(testbed, experiment, Setting.Spare, cancellation));

    public override Task LoseHostAsync(CancellationToken cancellation) => run.LoseHostAsync(cancellation);

    public override Task UntilAsync(Func<CancellationToken, Task<string?>> missing, CancellationToken cancellation) =>
        Watch.UntilAsync(missing, cancellation);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        await run.DisposeAsync();
    }

    private sealed class Host(int number, Uri url, DaemonRelay relay) : IWatchedHost, IAsyncDisposable
    {
        public int Number => number;

        public Uri Url => url;

        public AdminClient Admin { get; } = new(relay.Socket);

        public int? DaemonProcessId => null;

        public async ValueTask DisposeAsync()
        {
            Admin.Dispose();
            await relay.DisposeAsync();
        }
    }
}

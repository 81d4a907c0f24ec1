using System.Diagnostics;
using Spare.Benchmarks.Measuring;
using Spare.Lab;
using Spare.Lab.Networks;

namespace Spare.Benchmarks.Comparisons;

/// <summary>
/// A lab whose service does nothing, and beside it on the same hosts what it is compared with: the same service
/// without Spare, a plain forwarder to it, and the ceiling.
/// </summary>
internal sealed class NoopTopology : IAsyncDisposable
{
    private const int ServicePort = 9000;
    private const int ForwarderPort = 9001;
    private const int CeilingPort = 9002;

    private readonly List<Process> processes = [];

    private NoopTopology(RunningLab lab) => Lab = lab;

    public RunningLab Lab { get; }

    public Uri Forwarder => Url(0, ForwarderPort);

    public Uri Ceiling => Url(0, CeilingPort);

    public static async Task<NoopTopology> StartAsync(CancellationToken cancellation)
    {
        var directory = AppContext.BaseDirectory;
        var lab = await RunningLab.StartAsync(
            new LabOptions { Name = LabName.Fresh("bench"), ServiceFile = Path.Combine(directory, "noop.yaml") },
            new Progress<LabStep>(step => Console.Error.WriteLine($"  {step.Text}")), cancellation);
        var topology = new NoopTopology(lab);
        try
        {
            topology.Start(0, "noop", topology.Url(0, ServicePort));
            topology.Start(1, "noop", topology.Url(1, ServicePort));
            topology.Start(0, "forward", topology.Forwarder, topology.Url(0, ServicePort));
            topology.Start(0, "forward", topology.Ceiling, topology.Url(0, ServicePort), topology.Url(1, ServicePort));
            await Task.WhenAll(
                Wrk.UntilAnsweredAsync(lab.Hosts[0].Namespace, topology.Forwarder, cancellation),
                Wrk.UntilAnsweredAsync(lab.Hosts[0].Namespace, topology.Ceiling, cancellation));
            return topology;
        }
        catch
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        await Lab.DisposeAsync();
    }

    private Uri Url(int host, int port) => new($"http://{Lab.Hosts[host].Namespace.Address}:{port}/");

    private void Start(int host, string command, Uri url, params IEnumerable<Uri> services)
    {
        var start = Lab.Hosts[host].Namespace.RunIn(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "spare-bench.dll"), command, "--url", url.ToString(),
                .. services.SelectMany(service => new[] { "--to", service.ToString() }),
            ]);
        processes.Add(Process.Start(start) ?? throw new BenchmarkException($"'spare-bench {command}' did not start."));
    }
}

using System.Diagnostics;
using System.Net;
using Spare.Configuration.Service;
using Spare.Protocol.Agents;
using Spare.Protocol.Http;
using Spare.Replicas;
using Spare.Replicas.Agents;
using Spare.Replicas.Services;

namespace Spare.Benchmarks.Auctions;

/// <summary>One replica of the auction site, with the manager's own connections to its agent and its service.</summary>
internal sealed class AuctionReplica : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Process process;

    private AuctionReplica(Process process, AgentConnection agent, ServiceFile service)
    {
        this.process = process;
        Agent = agent;
        Route = service.Routes.Undeclared;
        Writes = new WriteLane(agent);
        Service = new ServiceInstances(
            IPAddress.Loopback,
            new ServiceEndpoints(service.Instances.Write, service.Instances.Reads, service.Volatile.Fields),
            takeFault: null);
    }

    public AgentConnection Agent { get; }

    public ServiceInstances Service { get; }

    public WriteLane Writes { get; }

    /// <summary>The one that bids take.</summary>
    public Route Route { get; }

    public static async Task<AuctionReplica> ConnectAsync(
        Process process, IPEndPoint endpoint, ServiceFile service, CancellationToken cancellation)
    {
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var agent = await AgentConnection.ConnectAsync(endpoint, new AgentConnectionOptions(), cancellation);
                var replica = new AuctionReplica(process, agent, service);
                await replica.WaitForServiceAsync(started, cancellation);
                return replica;
            }
            catch (AgentException) when (Stopwatch.GetElapsedTime(started) < Patience && !process.HasExited)
            {
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        await Agent.DisposeAsync();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task WaitForServiceAsync(long started, CancellationToken cancellation)
    {
        while ((await Agent.StatusAsync(cancellation)).Service != ServiceState.Healthy)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new BenchmarkException("The auction site did not become healthy.");
            }

            await Task.Delay(Pause, cancellation);
        }
    }
}

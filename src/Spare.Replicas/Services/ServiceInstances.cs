using System.Collections.Immutable;
using System.Net;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replicas.Faults;
using Spare.Replication.Execution;

namespace Spare.Replicas.Services;

/// <summary>The instances of the service in one replica: writes go to one, reads to the others in turn.</summary>
internal sealed class ServiceInstances : IDisposable
{
    /// <summary>Reads at a time on one read-only instance; the execution schedule permits fewer.</summary>
    private const int ConcurrentReads = 64;

    private readonly ServiceClient writer;
    private readonly ImmutableArray<ServiceClient> readers;
    private uint turn;

    private readonly string? health;

    /// <param name="takeFault">As <see cref="ServiceClientOptions.TakeFault"/>.</param>
    public ServiceInstances(IPAddress address, ServiceEndpoints endpoints, Func<RouteClass, ReplyFault?>? takeFault)
    {
        writer = Connect(endpoints.Write, connections: 1);
        readers = [.. endpoints.Reads.Select(port => Connect(port, ConcurrentReads))];
        health = endpoints.Health;

        ServiceClient Connect(int port, int connections) => new(
            new IPEndPoint(address, port),
            endpoints.Volatile,
            new ServiceClientOptions { ConnectionsMaximum = connections, TakeFault = takeFault });
    }

    /// <summary>
    /// Before the machine is paused: has the write instance get ready for a first write that may come when the machine is
    /// resumed. A connection that the service does not close stays until <see cref="WarmUpAsync"/>, and what the service
    /// holds for it.
    /// </summary>
    public async Task StandByAsync(CancellationToken cancellation)
    {
        writer.KeepsIdle = true;
        if (writer.IdleQuiet == 0)
        {
            await AskHealthAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Has the write instance get ready for its first write; how it answers does not matter.</summary>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        await AskHealthAsync(cancellation).ConfigureAwait(false);
        writer.KeepsIdle = false;
    }

    public ValueTask<ServiceReply> ReadAsync(
        OrderedRequest request, Route route, TimeSpan deadline, bool keep, CancellationToken cancellation)
    {
        var reader = readers.IsEmpty ? writer : readers[(int)(Interlocked.Increment(ref turn) % (uint)readers.Length)];
        return reader.ExecuteAsync(CallOf(request, route, deadline, keep), cancellation);
    }

    public ValueTask<ServiceReply> WriteAsync(
        OrderedRequest request, Route route, TimeSpan deadline, bool keep, CancellationToken cancellation) =>
        writer.ExecuteAsync(CallOf(request, route, deadline, keep), cancellation);

    /// <summary>Reports what the instances do wrong, until they are disposed of.</summary>
    public Task WatchAsync(Action<ServiceMisbehaviour> report) =>
        Task.WhenAll(readers.Add(writer).Select(client => WatchAsync(client, report)));

    public void Dispose()
    {
        foreach (var client in readers.Add(writer))
        {
            client.Dispose();
        }
    }

    private async Task AskHealthAsync(CancellationToken cancellation)
    {
        if (health is not null)
        {
            await writer.ExecuteAsync(WarmUp.CallOf(health), cancellation).ConfigureAwait(false);
        }
    }

    private static async Task WatchAsync(ServiceClient client, Action<ServiceMisbehaviour> report)
    {
        await foreach (var misbehaviour in client.Misbehaviours.ReadAllAsync().ConfigureAwait(false))
        {
            report(misbehaviour);
        }
    }

    private static ServiceCall CallOf(OrderedRequest ordered, Route route, TimeSpan deadline, bool keep)
    {
        Invariant.Holds(CanonicalRequest.TryParse(ordered.Request, out var request));
        return new ServiceCall(
            request, route, deadline, ordered.Time, ordered.Seed, keep ? ReplyKeeping.Whole : ReplyKeeping.Digest);
    }
}

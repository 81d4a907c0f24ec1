using System.Collections.Immutable;
using System.Globalization;
using Spare.Lab.Faults;
using Spare.Lab.Watching;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;

namespace Spare.Benchmarks.Masking;

/// <summary>
/// Hosts that serve the register. Their passive replicas get updates only when there are <see cref="UpdateEvery"/> of them
/// or when somebody asks, so that a measurement decides how many are in the buffer.
/// </summary>
internal abstract class RegisterSite : IAsyncDisposable
{
    public const int UpdateEvery = 200;

    private const int WritersMaximum = 16;
    private const int WarmUpPerSecond = 100;
    private static readonly TimeSpan ClientPatience = TimeSpan.FromMinutes(5);

    private long writes;

    public abstract IReadOnlyList<IWatchedHost> Hosts { get; }

    public HttpClient Http { get; } = new() { Timeout = ClientPatience };

    /// <summary>The last host loses its power.</summary>
    public abstract Task LoseHostAsync(CancellationToken cancellation);

    /// <summary>Waits for a state that the hosts reach by themselves; an exception says what is missing when they do not.</summary>
    /// <param name="missing">Null: nothing is.</param>
    public abstract Task UntilAsync(Func<CancellationToken, Task<string?>> missing, CancellationToken cancellation);

    /// <summary>Waits until every host has one active replica, one passive one, and none that is still awake after a fault.</summary>
    public Task UntilWholeAsync(CancellationToken cancellation) => UntilAsync(
        async limit =>
        {
            await WokenReplicas.CrashAsync(Hosts, limit);
            return await Layout.MissingAsync(Hosts, limit);
        },
        cancellation);

    /// <summary>Has everything compiled that compiles while it runs: none of that is what is to be measured.</summary>
    public async Task WarmUpAsync(TimeSpan duration, CancellationToken cancellation)
    {
        var load = new PacedLoad(Http, Hosts, WarmUpPerSecond);
        await load.PrepareAsync(cancellation);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stopping.CancelAfter(duration);
        await load.RunAsync(stopping.Token);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Leaves exactly so many updates in the buffer of every host.</summary>
    public async Task FillAsync(int updates, CancellationToken cancellation)
    {
        while ((await StatusAsync(cancellation)).Any(host => host.Order.Buffered != updates))
        {
            await Task.WhenAll(Hosts.Select(host => host.Admin.FlushAsync(cancellation)));
            var options = new ParallelOptions { MaxDegreeOfParallelism = WritersMaximum, CancellationToken = cancellation };
            await Parallel.ForAsync(0, updates, options, async (i, limit) => await WriteAsync(Hosts[i % Hosts.Count], limit));
            await UntilAsync(UndecidedAsync, cancellation);
        }
    }

    /// <summary>Writes a register, and throws when that fails.</summary>
    public async Task WriteAsync(IWatchedHost host, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref writes).ToString(CultureInfo.InvariantCulture);
        using var value = new StringContent(number);
        using var reply = await Http.PutAsync(new Uri(host.Url, "/register/measured"), value, cancellation);
        if (!reply.IsSuccessStatusCode)
        {
            throw new BenchmarkException(
                $"A write failed: {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync(cancellation)}");
        }
    }

    /// <summary>Has the host's active replica be faulty.</summary>
    public static async Task<ReplicaId> InjectAsync(IWatchedHost host, InjectedFault fault, CancellationToken cancellation)
    {
        var active = (await host.Admin.StatusAsync(cancellation)).Replicas.First(replica => replica.Role == ReplicaRole.Active);
        await host.Admin.InjectAsync(fault with { Replica = active.Replica }, cancellation);
        return active.Replica;
    }

    public virtual ValueTask DisposeAsync()
    {
        Http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<ImmutableArray<HostStatus>> StatusAsync(CancellationToken cancellation) =>
        [.. await Task.WhenAll(Hosts.Select(host => host.Admin.StatusAsync(cancellation)))];

    private async Task<string?> UndecidedAsync(CancellationToken cancellation) =>
        (await StatusAsync(cancellation)).Any(host => host.Order.Decided < host.Order.Delivered)
            ? "not every write is decided" : null;
}

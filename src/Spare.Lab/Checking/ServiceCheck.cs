using System.Text;
using Spare.Configuration.Service;
using Spare.Lab.Networks;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replication.Execution;

namespace Spare.Lab.Checking;

/// <summary>
/// Runs the same requests on two copies of a service, first some on the one, then the same on the other, so that
/// whoever looks at the machine's clock sees another time; then compares the databases, those of the passive replicas
/// included.
/// </summary>
internal sealed class ServiceCheck(ServiceFile service, IReadOnlyList<CheckedRequest>? recorded, int count)
{
    private const int BatchSize = 20;

    /// <summary>Differences that are kept; after that the answer is clear.</summary>
    private const int DifferencesMaximum = 100;

    /// <summary>The second copy is behind by more than the coarsest unit of usual time stamps.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(1100);

    private static readonly TimeSpan AgreedStep = TimeSpan.FromMilliseconds(7);

    private readonly RequestGenerator generator = new(service);
    private readonly List<Difference> differences = [];
    private Instant time = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
    private ulong number;

    public async Task<CheckReport> RunAsync(LabName lab, CheckInputs inputs, CancellationToken cancellation)
    {
        await using var first = await ServiceCopy.StartAsync(lab, 1, service, inputs, cancellation);
        await using var second = await ServiceCopy.StartAsync(lab, 2, service, inputs, cancellation);
        while (number < (ulong)count && differences.Count < DifferencesMaximum && await BatchAsync(first, second, cancellation))
        {
        }

        var writes = await first.ApplyAsync(cancellation);
        await second.ApplyAsync(cancellation);
        if (differences.Count == 0)
        {
            await CompareDatabasesAsync(first, second, cancellation);
        }

        return new CheckReport(service.Name, (int)number, writes, [.. differences.Take(DifferencesMaximum)]);
    }

    private async Task<bool> BatchAsync(ServiceCopy first, ServiceCopy second, CancellationToken cancellation)
    {
        var batch = Draw().Take((int)Math.Min(BatchSize, (ulong)count - number)).ToList();
        var lag = Task.Delay(Lag, cancellation);
        var results = new List<(CheckedRequest Request, Instant Time, Seed Seed, ExecutionResult Result)>();
        foreach (var request in batch)
        {
            time += AgreedStep;
            var seed = SeedOf(++number);
            results.Add((request, time, seed, await first.ExecuteAsync(request, time, seed, cancellation)));
            Learn(request, results[^1].Result);
        }

        await lag;
        foreach (var (request, stamp, seed, result) in results)
        {
            differences.AddRange(ResultComparison.Compare(
                request, result, await second.ExecuteAsync(request, stamp, seed, cancellation)));
        }

        return batch.Count > 0;
    }

    private IEnumerable<CheckedRequest> Draw()
    {
        if (recorded is { Count: > 0 })
        {
            for (var i = (int)number; ; i++)
            {
                yield return recorded[i % recorded.Count];
            }
        }

        while (generator.Next() is { } request)
        {
            yield return request;
        }
    }

    private void Learn(CheckedRequest request, ExecutionResult result)
    {
        if (recorded is null && CanonicalReply.TryParse(result.Reply, out var reply))
        {
            generator.Learn(request, Encoding.UTF8.GetString(reply.Body.Span));
        }
    }

    private async Task CompareDatabasesAsync(ServiceCopy first, ServiceCopy second, CancellationToken cancellation)
    {
        var (mine, others) = (await first.DumpsAsync(cancellation), await second.DumpsAsync(cancellation));
        differences.AddRange(ResultComparison.Lines("", "databases of two active replicas, dump line", mine[0], others[0]));
        differences.AddRange(ResultComparison.Lines("", "active and passive replica, dump line", mine[0], mine[1]));
    }

    private static Seed SeedOf(ulong number)
    {
        var digest = Digest.Of(BitConverter.GetBytes(number));
        return new Seed(digest.A, digest.B);
    }
}

using System.Collections.Immutable;

namespace Spare.Agent.Services;

/// <summary>The request by which the instances of a service drop what they keep in memory.</summary>
internal static class WakingRequest
{
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);

    /// <summary>Sends it to all instances at the same time.</summary>
    /// <param name="patience">For the answer of each.</param>
    /// <returns>Which instance did not say that it succeeded; null: all did.</returns>
    public static async Task<string?> PostAsync(
        ImmutableArray<InstancePlan> plans, string path, TimeSpan patience, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = patience,
        };
        var failures = await Task.WhenAll(plans.Select(plan => PostAsync(client, plan, path, cancellation)))
            .ConfigureAwait(false);
        return failures.FirstOrDefault(failure => failure is not null);
    }

    private static async Task<string?> PostAsync(
        HttpClient client, InstancePlan plan, string path, CancellationToken cancellation)
    {
        var target = new Uri(plan.Health, path);
        try
        {
            using var reply = await client.PostAsync(target, content: null, cancellation).ConfigureAwait(false);
            return reply.IsSuccessStatusCode ? null : $"the {plan.Name} answered POST {target} with {(int)reply.StatusCode}";
        }
        catch (HttpRequestException failure)
        {
            return $"the {plan.Name} did not answer POST {target}: {failure.Message}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"the {plan.Name} did not answer POST {target} within {client.Timeout.TotalSeconds} s";
        }
    }
}

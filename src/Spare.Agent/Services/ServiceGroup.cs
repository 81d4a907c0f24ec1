using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Spare.Configuration.Service;
using Spare.Protocol.Agents;

namespace Spare.Agent.Services;

/// <summary>All instances of the service in this replica.</summary>
internal sealed class ServiceGroup(
    ImmutableArray<InstancePlan> plans, OnWaking onWaking, Action<string, string> died, ILogger logger) : IAsyncDisposable
{
    private readonly HealthProbe probe = new(TimeSpan.FromSeconds(2));
    private ImmutableArray<ServiceInstance> instances = [];

    /// <summary>The worst of the instances.</summary>
    public ServiceState State
    {
        get
        {
            var now = instances;
            return now.IsEmpty || now.Any(instance => instance.State == ServiceState.Starting) ? ServiceState.Starting
                : now.All(instance => instance.State == ServiceState.Healthy) ? ServiceState.Healthy
                : ServiceState.Failed;
        }
    }

    public void Start() => instances = [.. plans.Select(plan => new ServiceInstance(plan, probe, died, logger))];

    /// <returns>Whether all instances are healthy again.</returns>
    public async Task<bool> RestartAsync(CancellationToken cancellation)
    {
        await StopAsync().ConfigureAwait(false);
        Start();
        await Task.WhenAll(instances.Select(instance => instance.Settled)).WaitAsync(cancellation).ConfigureAwait(false);
        return State == ServiceState.Healthy;
    }

    /// <summary>Does what the service file wants of a service whose database was changed under it.</summary>
    /// <returns>Why that failed; null: its next answers follow from the database as it is now.</returns>
    public async Task<string?> FreshenAsync(CancellationToken cancellation) => onWaking switch
    {
        OnWaking.Nothing => null,
        OnWaking.Restart => await RestartAsync(cancellation).ConfigureAwait(false)
            ? null : "the service did not become healthy again",
        OnWaking.Request request =>
            await WakingRequest.PostAsync(plans, request.Path, WakingRequest.UsualPatience, cancellation).ConfigureAwait(false),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        probe.Dispose();
    }

    private async Task StopAsync()
    {
        var stopping = instances;
        instances = [];
        await Task.WhenAll(stopping.Select(instance => instance.DisposeAsync().AsTask())).ConfigureAwait(false);
    }
}

using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Http;

namespace Spare.Configuration.Service;

/// <summary>
/// What the operator wrote about one service, checked: how it is started, its database, what its requests may cost,
/// and where its replies may differ. Files that say the same have the same digest; managers with different digests
/// refuse to serve together.
/// </summary>
public sealed record ServiceFile
{
    /// <summary>What the service is called in tables and logs.</summary>
    public required string Name { get; init; }

    /// <summary>The directory of the file, absolute: <c>${service.directory}</c>. Not part of the digest.</summary>
    public required string Directory { get; init; }

    public required StartCommand Start { get; init; }

    public required InstancePorts Instances { get; init; }

    public required HealthCheck Health { get; init; }

    public required ServiceDatabase Database { get; init; }

    /// <summary>In the order of the file; the limits of undeclared requests are the defaults of the file.</summary>
    public required RouteTable Routes { get; init; }

    public required ImmutableArray<Tick> Ticks { get; init; }

    public required VolatileSection Volatile { get; init; }

    public required OnWaking OnWaking { get; init; }

    /// <summary>
    /// The path that is asked of a woken service before its first write. Null: one that is started anew on waking is not asked
    /// before, since its connections would not last.
    /// </summary>
    public string? PathBeforeWrites => OnWaking is OnWaking.Restart ? null : Health.Path;

    public required ServiceClock Clock { get; init; }

    /// <summary>The same for replicas that take so many times as long: routes have longer deadlines.</summary>
    public ServiceFile Slowed(int slowdown) => this with { Routes = Routes.Slowed(slowdown) };

    /// <summary>Computed from everything but <see cref="Directory"/>, which may differ between hosts.</summary>
    public Digest Digest => ServiceFileDigest.Of(this);
}

using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replication;
using Spare.Replication.Updates;
using Spare.Simulation.Faults;

namespace Spare.Simulation.Checking;

/// <summary>How a run ended, when everything had come to rest.</summary>
public sealed record Ending(SimulationPlan Plan, ImmutableArray<HostEnding> Hosts)
{
    private Epoch Last => Hosts.Where(host => host.Alive).Max(host => host.State?.Epoch ?? Epoch.None);

    /// <summary>
    /// Those that got furthest, and so say what was agreed. A host that crashed, or that the others went on without, may
    /// have seen other requests and votes at the end of its time; what it answered counts all the same.
    /// </summary>
    public ImmutableHashSet<Life> Survivors =>
        [.. Hosts.Where(host => host.Alive && host.State?.Epoch == Last).Select(host => host.Life)];

    /// <summary>
    /// What is on the disks of the survivors: all that was agreed, also before they came back. While none of them serves, they wait
    /// for what the others have on theirs.
    /// </summary>
    public IEnumerable<JournaledUpdate> Journaled => Hosts
        .OrderByDescending(host => Survivors.Contains(host.Life))
        .TakeWhile(host => !SomeServe || Survivors.Contains(host.Life))
        .SelectMany(host => host.Journal);

    private bool SomeServe => Hosts.Any(host => host.State is { Serving: true } && Survivors.Contains(host.Life));
}

/// <summary>How one host ended.</summary>
/// <param name="Active">The state of its active replica; null when it has none that is correct.</param>
/// <param name="Passive">The state of its passive replica; null when it has none.</param>
/// <param name="Journal">What is in its journal.</param>
/// <param name="Corrupted">Running replicas whose state was changed where no request looks.</param>
public sealed record HostEnding(
    Life Life, bool Alive, ManagerState? State, Digest? Active, UpdateNumber PassiveNumber, Digest? Passive,
    ImmutableArray<JournaledUpdate> Journal, ImmutableArray<ReplicaId> Corrupted)
{
    public HostId Host => Life.Host;

    /// <summary>So was the state of its passive replica.</summary>
    public bool PassiveCorrupted { get; init; }
}

/// <summary>A record of a journal.</summary>
public readonly record struct JournaledUpdate(
    AgreedUpdate Update, Instant Time, ReadOnlyMemory<byte> Request, IdempotencyKey? Key);

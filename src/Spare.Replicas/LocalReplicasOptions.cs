using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replicas.Agents;
using Spare.Replicas.Faults;
using Spare.Replicas.Services;
using Spare.Runtime.Loop;

namespace Spare.Replicas;

/// <summary>What the replicas of a host are made from and how long things with them may take.</summary>
/// <param name="Image">What new replicas are copied from, as the hypervisor driver understands it.</param>
public sealed record LocalReplicasOptions(HostId Host, string Image, ServiceEndpoints Endpoints, RouteTable Routes)
{
    /// <summary>Longer than masking takes where nothing computes slowly.</summary>
    public static readonly TimeSpan UsualGrace = TimeSpan.FromMilliseconds(500);

    /// <summary>The images that passive replicas are made of in turn, by number; empty: there is but one.</summary>
    public ImmutableArray<ReplicaImage> Images { get; init; } = [];

    /// <summary>The image of the first passive replica.</summary>
    public ImageNumber FirstPassive { get; init; }

    /// <summary>From starting a machine to a healthy service in it.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromMinutes(1);

    public AgentConnectionOptions Agent { get; init; } = new();

    /// <summary>The passive replica may take so long for one batch of updates, resume and pause included.</summary>
    public TimeSpan UpdateDeadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// So long after a replica was woken the next passive one is begun: somebody waits for the vote of the woken one, and to
    /// make a replica takes all processors for a second.
    /// </summary>
    public TimeSpan WakingGrace { get; init; } = UsualGrace;

    /// <summary>
    /// So long after it ended a replica that executed requests is destroyed; until then it stands still. Somebody may wait for
    /// the reply that its end made possible, and to remove a machine keeps processors and disks busy.
    /// </summary>
    public TimeSpan EndingGrace { get; init; } = UsualGrace;

    /// <summary>Updates between two bases: what has to be applied at most to make a passive replica.</summary>
    public int BaseInterval { get; init; } = 2_000;

    /// <summary>As <see cref="BaseInterval"/>, in bytes of write sets.</summary>
    public long BaseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>What operators have the replicas do wrong; null: they may not.</summary>
    public FaultRegistry? Faults { get; init; }

    /// <summary>Is told how long the passive replica's updates take.</summary>
    public StageClock Stages { get; init; } = new();

    /// <summary>
    /// Replicas are guests with a kernel of their own: its clock stands still in a pause, and what it has not written yet
    /// is missing in a copy of its disk.
    /// </summary>
    public bool AreGuests { get; init; }

    /// <summary>
    /// There is a passive replica, and what the active one writes is captured for it; otherwise the active one is alone.
    /// </summary>
    public bool HasPassive { get; init; } = true;

    /// <summary>Reads are executed on the write path's connection, one at a time, with the clock set before each.</summary>
    public bool AgreedClock { get; init; }
}

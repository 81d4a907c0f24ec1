using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Replication.Repeats;
using Spare.Replication.Return;
using Spare.Replication.Updates;

namespace Spare.Replication;

/// <summary>What a replica manager has to know before it starts. Validated by whoever read the files.</summary>
/// <param name="Hosts">All hosts of the configuration, this one included, as many as the threshold asks for.</param>
/// <param name="Configuration">Digest of everything that all managers must have in common.</param>
/// <param name="Routes">By route number.</param>
public sealed record ReplicationOptions(
    HostId Self,
    Incarnation Incarnation,
    ImmutableArray<HostId> Hosts,
    FaultThreshold Threshold,
    Digest Configuration,
    ImmutableArray<RouteTerms> Routes)
{
    public static readonly TimeSpan UsualReplacementPatience = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan UsualAnswerPatience = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan UsualStateCheckPatience = TimeSpan.FromMinutes(5);

    public UpdateBufferOptions Updates { get; init; } = UpdateBufferOptions.Default;

    /// <summary>Requests of this host's clients between arrival and answer; more are refused.</summary>
    public int InFlightMaximum { get; init; } = 2_048;

    /// <summary>Bytes of their canonical forms together; at or beyond it more are refused.</summary>
    public long InFlightBytesMaximum { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Requests of all hosts that may still be needed, beyond which this host accepts none: more than all hosts can
    /// have in flight, so that it counts only when reads or held requests pile up.
    /// </summary>
    public int WindowMaximum => 4 * Hosts.Length * InFlightMaximum;

    /// <summary>Reads that the local replica executes at the same time.</summary>
    public int ConcurrentReads { get; init; } = 32;

    /// <summary>Stamps that are further than this from the local clock, for longer than this, are reported.</summary>
    public TimeSpan StampTolerance { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The pace at which overdue requests and updates are looked for.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest that a request may be on its way into the order; after that its client is refused.</summary>
    public TimeSpan OrderingPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest that a client waits in all, whatever for; after that it is told that the outcome of its request is open. Each
    /// wait has a bound of its own, but one request may have many others before it that each need all of theirs.
    /// </summary>
    public TimeSpan AnswerPatience { get; init; } = UsualAnswerPatience;

    /// <summary>
    /// Longer than this without any step, the sweep's included, means that the host stood still; less than it takes the
    /// others to give it up.
    /// </summary>
    public TimeSpan StandstillMaximum { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The same where the group daemon of the host says that it ran all the time.</summary>
    public TimeSpan ManagerStandstillMaximum { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>If it was given up because of that, it hears of it within this time.</summary>
    public TimeSpan StandstillMemory { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long requests wait when the hosts stop to serve; most often enough of them go on within a second.</summary>
    public TimeSpan ServingPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A host that is in the group and says nothing for longer hangs; all say something a few times in it. The same on all hosts.
    /// </summary>
    public TimeSpan SilenceMaximum { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the others wait for a host that asked to take part again.</summary>
    public TimeSpan AdmissionPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What an earlier manager of this host left on the disk; null: there was none, and its replicas are made.</summary>
    public HostPast? Past { get; init; }

    /// <summary>The longest that requests wait while a host makes a new active replica.</summary>
    public TimeSpan ReplacementPatience { get; init; } = UsualReplacementPatience;

    /// <summary>How often each host recovers proactively (SPARE 4.2); null: only when an operator asks.</summary>
    public TimeSpan? RecoveryPeriod { get; init; }

    /// <summary>From how many images passive replicas are made in turn; the same ones in the same order on all hosts.</summary>
    public int Images { get; init; } = 1;

    /// <summary>The longest that a woken replica stays awake after it has helped; help that is needed often gets it there.</summary>
    public TimeSpan AwakeMaximum { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A replica that was late so often, in a short time, is replaced (SPARE 4.1.3).</summary>
    public int SuspicionThreshold { get; init; } = 100;

    /// <summary>How long digests of states are waited for before a base is made; longer than the largest database takes.</summary>
    public TimeSpan StateCheckPatience { get; init; } = UsualStateCheckPatience;

    /// <summary>
    /// The pause after a check that gave no base, or in which nobody vouched for what is to take over; twice as long each
    /// time, up to 32 times.
    /// </summary>
    public TimeSpan StateCheckPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A host makes its next base so many times as long after it began the last one as that took: digests of states cost
    /// what requests could have.
    /// </summary>
    public int StateCheckSpacing { get; init; } = 20;

    /// <summary>
    /// The longest reply to a write that is kept until the write is settled although nobody waits for it: it may turn out
    /// to be evidence.
    /// </summary>
    public int EvidenceReplyMaximum { get; init; } = 64 * 1024;

    /// <summary>How many replies are kept for clients that send a request again; the same on all hosts.</summary>
    public KeptReplyOptions KeptReplies { get; init; } = KeptReplyOptions.Default;

    /// <summary>Reports of one kind; those beyond are counted and left out.</summary>
    public int ReportsPerSecond { get; init; } = 20;

    public RouteTerms Terms(RouteNumber route) => Routes[Known(route)];

    /// <summary>The route's place among <see cref="Routes"/>; a peer may name one that there is not.</summary>
    public int Known(RouteNumber route) => route.Value < Routes.Length ? route.Value : 0;
}

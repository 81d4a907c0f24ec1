namespace Spare.Protocol;

/// <summary>
/// The number of replica faults to tolerate, and every count that follows from it in each mode (SPARE 2.1, 3 and 6).
/// Nobody else writes <c>f + 1</c>.
/// </summary>
public readonly record struct FaultThreshold
{
    /// <summary>More hosts than this asks for are beyond what one Corosync ring is meant for.</summary>
    public const int Maximum = 5;

    private readonly int faults;

    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 or more than <see cref="Maximum"/> faults.</exception>
    public FaultThreshold(int faults, ReplicationMode mode = ReplicationMode.Spare)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(faults, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(faults, Maximum);
        this.faults = faults;
        Mode = mode;
    }

    public int Faults => faults;

    public ReplicationMode Mode { get; }

    /// <summary>
    /// Equal votes of different replicas that prove a result: one of them is correct. Replicas that only crash prove it alone.
    /// </summary>
    public int MatchingReplies => Mode == ReplicationMode.Crash ? 1 : faults + 1;

    public int ActiveReplicas => Mode == ReplicationMode.AppBft ? (2 * faults) + 1 : faults + 1;

    /// <summary>Replicas that may vote on one request, those included that are woken when as many as tolerated are faulty.</summary>
    public int VotingReplicas => Mode == ReplicationMode.Crash ? 1 : (2 * faults) + 1;

    /// <summary>Passive replicas of all hosts together; one more than needed to decide, for recovery (SPARE 3).</summary>
    public int PassiveReplicas => HasPassiveReplicas ? faults + 1 : 0;

    /// <summary>
    /// Without them nobody needs to know what a request changed: there are no updates, no base and no journal.
    /// </summary>
    public bool HasPassiveReplicas => Mode == ReplicationMode.Spare;

    /// <summary>One for each active replica.</summary>
    public int Hosts => ActiveReplicas;

    /// <summary>Hosts that hold a request before its reply leaves: one of them is left when as many as tolerated are lost.</summary>
    public int HoldingHosts => faults + 1;

    public override string ToString() => HasPassiveReplicas ? $"f={faults}" : $"{Mode.Name()} f={faults}";
}

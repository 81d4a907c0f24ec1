namespace Spare.Protocol;

/// <summary>
/// The number of replica faults to tolerate, and every count that follows from it (SPARE 2.1 and 3). Nobody else
/// writes <c>f + 1</c>.
/// </summary>
public readonly record struct FaultThreshold
{
    /// <summary>More hosts than this are beyond what one Corosync ring is meant for.</summary>
    public const int Maximum = 5;

    private readonly int faults;

    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 or more than <see cref="Maximum"/> faults.</exception>
    public FaultThreshold(int faults)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(faults, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(faults, Maximum);
        this.faults = faults;
    }

    public int Faults => faults;

    /// <summary>Equal votes of different replicas that prove a result: one of them is correct.</summary>
    public int MatchingReplies => faults + 1;

    public int ActiveReplicas => faults + 1;

    /// <summary>Passive replicas of all hosts together; one more than needed to decide, for recovery (SPARE 3).</summary>
    public int PassiveReplicas => faults + 1;

    public int Hosts => faults + 1;

    public override string ToString() => $"f={faults}";
}

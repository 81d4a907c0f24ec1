namespace Spare.Protocol;

/// <summary>
/// One copy of the service in one virtual machine. <paramref name="Generation"/> grows each time the host makes a
/// new replica, so that a vote by a replica that was replaced is recognised and ignored. Generations start at 1.
/// </summary>
public readonly record struct ReplicaId(HostId Host, uint Generation) : IComparable<ReplicaId>
{
    public bool IsValid => Host.IsValid && Generation != 0;

    public int CompareTo(ReplicaId other)
    {
        var byHost = Host.CompareTo(other.Host);
        return byHost != 0 ? byHost : Generation.CompareTo(other.Generation);
    }

    public override string ToString() => $"{Host}-r{Generation}";
}

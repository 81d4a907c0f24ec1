namespace Spare.Protocol;

/// <summary>
/// A host of the configuration. The value is Corosync's node id, 1 or more; <c>default</c> is no host and is
/// rejected by every codec.
/// </summary>
public readonly record struct HostId(uint Value) : IComparable<HostId>
{
    public bool IsValid => Value != 0;

    public int CompareTo(HostId other) => Value.CompareTo(other.Value);

    public override string ToString() => $"h{Value}";
}

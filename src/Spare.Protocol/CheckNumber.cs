namespace Spare.Protocol;

/// <summary>
/// Which check of states a digest belongs to, among those that one manager takes part in; its own count, which means
/// nothing to others. The first is 1.
/// </summary>
public readonly record struct CheckNumber(ulong Value) : IComparable<CheckNumber>
{
    public CheckNumber Next => new(Value + 1);

    public int CompareTo(CheckNumber other) => Value.CompareTo(other.Value);

    public static bool operator <(CheckNumber left, CheckNumber right) => left.Value < right.Value;

    public static bool operator >(CheckNumber left, CheckNumber right) => left.Value > right.Value;

    public static bool operator <=(CheckNumber left, CheckNumber right) => left.Value <= right.Value;

    public static bool operator >=(CheckNumber left, CheckNumber right) => left.Value >= right.Value;

    public override string ToString() => $"c{Value}";
}

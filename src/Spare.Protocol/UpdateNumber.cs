namespace Spare.Protocol;

/// <summary>
/// A place in the sequence of agreed state updates (SPARE 3.2): only requests that changed something have one. The
/// first update is 1; 0 is the state that every replica started from.
/// </summary>
public readonly record struct UpdateNumber(ulong Value) : IComparable<UpdateNumber>
{
    public static UpdateNumber None => default;

    public UpdateNumber Next => new(Value + 1);

    public int CompareTo(UpdateNumber other) => Value.CompareTo(other.Value);

    public static bool operator <(UpdateNumber left, UpdateNumber right) => left.Value < right.Value;

    public static bool operator >(UpdateNumber left, UpdateNumber right) => left.Value > right.Value;

    public static bool operator <=(UpdateNumber left, UpdateNumber right) => left.Value <= right.Value;

    public static bool operator >=(UpdateNumber left, UpdateNumber right) => left.Value >= right.Value;

    public override string ToString() => $"u{Value}";
}

namespace Spare.Protocol;

/// <summary>
/// One period during which the same set of hosts serves. It grows by one whenever the serving set begins again;
/// votes of an older epoch are ignored.
/// </summary>
public readonly record struct Epoch(ulong Value) : IComparable<Epoch>
{
    public static Epoch None => default;

    public Epoch Next => new(Value + 1);

    public int CompareTo(Epoch other) => Value.CompareTo(other.Value);

    public static bool operator <(Epoch left, Epoch right) => left.Value < right.Value;

    public static bool operator >(Epoch left, Epoch right) => left.Value > right.Value;

    public override string ToString() => $"e{Value}";
}

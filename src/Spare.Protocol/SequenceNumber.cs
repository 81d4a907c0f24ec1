namespace Spare.Protocol;

/// <summary>A position in the total order of requests (SPARE 2.3). The first request has position 1; 0 is before it.</summary>
public readonly record struct SequenceNumber(ulong Value) : IComparable<SequenceNumber>
{
    public static SequenceNumber None => default;

    public SequenceNumber Next => new(Value + 1);

    public int CompareTo(SequenceNumber other) => Value.CompareTo(other.Value);

    public static bool operator <(SequenceNumber left, SequenceNumber right) => left.Value < right.Value;

    public static bool operator >(SequenceNumber left, SequenceNumber right) => left.Value > right.Value;

    public static bool operator <=(SequenceNumber left, SequenceNumber right) => left.Value <= right.Value;

    public static bool operator >=(SequenceNumber left, SequenceNumber right) => left.Value >= right.Value;

    public override string ToString() => $"s{Value}";
}

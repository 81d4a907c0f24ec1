namespace Spare.Evaluation.Reports;

/// <summary>A figure that is to be reached: at least, or at most.</summary>
internal readonly record struct Bound(double Value, BoundKind Kind)
{
    public static Bound AtMost(double value) => new(value, BoundKind.AtMost);

    public static Bound AtLeast(double value) => new(value, BoundKind.AtLeast);

    public bool IsReachedBy(double value) => Kind == BoundKind.AtMost ? value <= Value : value >= Value;

    public double WorstOf(IEnumerable<double> values) => Kind == BoundKind.AtMost ? values.Max() : values.Min();

    public override string ToString() => $"{(Kind == BoundKind.AtMost ? "at most" : "at least")} {Text.Number(Value)}";
}

/// <summary>Which side of a bound is the right one.</summary>
internal enum BoundKind
{
    AtMost,
    AtLeast,
}

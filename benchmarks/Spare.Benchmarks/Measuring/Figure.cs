namespace Spare.Benchmarks.Measuring;

/// <summary>One measured figure beside its aim; a missed aim is printed as missed.</summary>
/// <param name="AtMost">Whether smaller is better.</param>
internal sealed record Figure(string Name, double Value, string Unit, double Aim, bool AtMost, string Detail)
{
    public bool Reached => AtMost ? Value <= Aim : Value >= Aim;

    /// <summary>Every single value that it was made from, by what was measured, in the order of the rounds.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Values { get; init; } =
        new Dictionary<string, IReadOnlyList<double>>();

    public override string ToString() =>
        $"{(Reached ? "reached" : "MISSED "),-8} {Name,-52} {Value,10:F3} {Unit,-6} aim {(AtMost ? "<=" : ">=")} {Aim:G4}   {Detail}";
}

using System.Collections.Immutable;
using Spare.Evaluation.Experiments;

namespace Spare.Evaluation.Costs;

/// <summary>What computers and electricity cost, and what each setting rents (SPARE 6.6).</summary>
/// <param name="Hours">In a year.</param>
/// <param name="KilowattHour">In the currency.</param>
/// <param name="Watts">Of one host.</param>
internal sealed record Prices(string Currency, int Hours, decimal KilowattHour, int Watts)
{
    public ImmutableArray<string> Sources { get; init; } = [];

    public ImmutableArray<Rent> Rents { get; init; } = [];

    /// <summary>The yearly rent of all that a setting needs.</summary>
    public decimal Yearly(Setting setting) => Rents.Where(rent => rent.Setting == setting).Sum(rent =>
        rent.Count * (rent.Instance.Once + (rent.Instance.Hourly * Hours * rent.Usage / 100)));

    /// <summary>The yearly electricity of so many hosts of one's own.</summary>
    public decimal Electricity(int hosts) => hosts * Watts / 1000m * YearHours * KilowattHour;

    /// <summary>A meter knows no contract.</summary>
    private const int YearHours = 8760;
}

/// <param name="Once">For a year's contract.</param>
/// <param name="Hourly">For every hour in which it is used.</param>
internal sealed record Instance(string Name, decimal Once, decimal Hourly);

/// <param name="Usage">In percent of the time.</param>
internal sealed record Rent(Setting Setting, Instance Instance, int Count, int Usage);

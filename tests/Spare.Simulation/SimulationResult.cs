using System.Collections.Immutable;
using System.Globalization;
using Spare.Simulation.Faults;

namespace Spare.Simulation;

/// <summary>What came of one seed.</summary>
/// <param name="Steps">Events that the managers handled.</param>
/// <param name="Violations">What the checkers found; empty when all is well.</param>
/// <param name="Counts">How often what happened.</param>
public sealed record SimulationResult(
    ulong Seed, SimulationPlan Plan, long Steps, ImmutableArray<string> Violations,
    IReadOnlyDictionary<string, int> Counts)
{
    public bool Passed => Violations.IsEmpty;

    /// <summary>What was wrong, and the command that shows how it came to that.</summary>
    public override string ToString() => Passed
        ? string.Create(CultureInfo.InvariantCulture, $"Seed {Seed} passed.")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Seed {Seed} failed ({Plan}):
              {string.Join("\n  ", Violations)}
            Replay: dotnet run -c Release --project tests/Spare.Simulation.Soak -- --seed {Seed} --requests {Plan.Requests} --trace
            """);
}

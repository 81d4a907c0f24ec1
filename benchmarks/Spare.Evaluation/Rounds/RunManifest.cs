using System.Collections.Immutable;
using Spare.Evaluation.Experiments;

namespace Spare.Evaluation.Rounds;

/// <summary>
/// What a run is to measure: beside its records, so that it can be taken up again, and so that a report can tell what is
/// missing.
/// </summary>
/// <param name="Busy">Whether it was begun although other things kept the machine busy.</param>
internal sealed record RunManifest(int Seed, DateTimeOffset Started, bool Busy, ImmutableArray<Experiment> Experiments)
{
    /// <summary>The testbed whose hosts are measured; null: labs on this machine.</summary>
    public string? Testbed { get; init; }

    public ImmutableArray<Turn> Plan => RoundPlan.For(Experiments, Seed);

    /// <summary>Whether these are its experiments, in every parameter.</summary>
    public bool IsOf(IEnumerable<Experiment> others) =>
        Experiments.Select(experiment => experiment.InOneLine()).SequenceEqual(others.Select(other => other.InOneLine()));
}

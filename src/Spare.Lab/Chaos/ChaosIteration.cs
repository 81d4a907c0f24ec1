namespace Spare.Lab.Chaos;

/// <summary>How a lab got over a fault.</summary>
/// <param name="Whole">From the fault until every host served with one active and one passive replica, and no other.</param>
/// <param name="Slowest">How long the slowest client waited for its reply.</param>
internal sealed record ChaosIteration(TimeSpan Whole, TimeSpan Slowest);

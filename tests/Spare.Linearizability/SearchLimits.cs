namespace Spare.Linearizability;

/// <summary>To decide linearizability is NP-complete: how much a check may cost before its result is unknown.</summary>
/// <param name="Time">For all objects together; each gets an equal part of what those before it left.</param>
/// <param name="Bytes">
/// For the configurations of one object. A state is reckoned to be small, see
/// <see cref="Searching.VisitedConfigurations{T}.Overhead"/>.
/// </param>
public sealed record SearchLimits(TimeSpan Time, long Bytes)
{
    public static SearchLimits Default { get; } = new(TimeSpan.FromMinutes(1), 1L << 30);
}

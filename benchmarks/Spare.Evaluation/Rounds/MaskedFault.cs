using System.Collections.Immutable;

namespace Spare.Evaluation.Rounds;

/// <summary>One wrong reply that was masked.</summary>
/// <param name="Answered">When the client had the right answer, in milliseconds after it asked.</param>
internal sealed record MaskedFault(double Answered, ImmutableArray<StageReached> Stages);

/// <summary>Something that happened on the way, in milliseconds after the beginning.</summary>
internal sealed record StageReached(string Name, double Milliseconds);

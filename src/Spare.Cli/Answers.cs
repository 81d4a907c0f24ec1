using System.Collections.Immutable;
using Spare.Commands;

namespace Spare.Cli;

/// <summary>What several daemons said, and which of them did not.</summary>
internal sealed record Answers<T>(ImmutableArray<T> Values, ImmutableArray<CommandException> Failures)
{
    /// <summary>Only a part of what was said.</summary>
    public Answers<TPart> Of<TPart>(Func<T, TPart> part) => new([.. Values.Select(part)], Failures);
}

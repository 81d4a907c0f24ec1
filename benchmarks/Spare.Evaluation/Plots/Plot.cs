using System.Collections.Immutable;

namespace Spare.Evaluation.Plots;

/// <summary>A picture: values by columns, and how gnuplot draws them.</summary>
/// <param name="Name">Of its files, without ending.</param>
/// <param name="Script">Without terminal and output; values are in <c>$NAME</c> blocks that <see cref="Blocks"/> gives.</param>
internal sealed record Plot(string Name, string Title, string Script)
{
    /// <summary>The lines of values, by the name of their block.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Blocks { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;
}

using System.Collections.Immutable;

namespace Spare.Configuration.Service;

/// <summary>Parts of replies on which replicas may differ; the manager overwrites them before the vote.</summary>
/// <param name="headers">Sorted by lower-case name.</param>
/// <param name="bodies">Applied in the order of the file.</param>
public sealed class VolatileFieldRules(
    ImmutableSortedDictionary<string, HeaderRule> headers, ImmutableArray<BodyRule> bodies)
{
    public ImmutableSortedDictionary<string, HeaderRule> Headers { get; } = headers;

    public ImmutableArray<BodyRule> Bodies { get; } = bodies;
}

/// <summary>What becomes of a volatile header.</summary>
public abstract record HeaderRule
{
    private HeaderRule()
    {
    }

    /// <summary>The agreed time as an HTTP date.</summary>
    public sealed record AgreedTime : HeaderRule;

    /// <summary>The same text always.</summary>
    public sealed record Fixed(string Text) : HeaderRule;

    /// <summary>The client does not get it.</summary>
    public sealed record Remove : HeaderRule;
}

/// <summary>
/// A pattern of which every occurrence in a body is replaced. It is matched without backtracking, in time linear in
/// the body.
/// </summary>
/// <param name="Replacement">Literal text.</param>
public sealed record BodyRule(string Pattern, string Replacement);

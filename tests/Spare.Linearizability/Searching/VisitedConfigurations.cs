namespace Spare.Linearizability.Searching;

/// <summary>
/// What the search has seen (Lowe): where the same operations have led to the same state before, in whatever order,
/// it would find nothing new. Bounded.
/// </summary>
internal sealed class VisitedConfigurations<TState>
    where TState : IEquatable<TState>
{
    /// <summary>Bytes of a configuration beside its set: state, objects' headers, and its place in the table.</summary>
    public const int Overhead = 160;

    private readonly HashSet<Configuration<TState>> visited = [];
    private readonly long maximum;

    /// <param name="operations">How many the sets may hold.</param>
    public VisitedConfigurations(int operations, long bytes) =>
        maximum = bytes / (OperationSet.BytesFor(operations) + Overhead);

    public bool IsFull => visited.Count >= maximum;

    /// <summary>False: it was there.</summary>
    public bool Add(Configuration<TState> configuration) => visited.Add(configuration);
}

/// <summary>Which operations have been put in order so far, and what state the object is in after them.</summary>
internal readonly record struct Configuration<TState>(OperationSet Linearized, TState State)
    where TState : IEquatable<TState>;

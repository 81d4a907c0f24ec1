using System.Collections.Immutable;

namespace Spare.Configuration.Service;

/// <summary>
/// The ports of the instances of the service inside a replica. Without read instances, reads are executed on the
/// write instance, one at a time.
/// </summary>
public sealed record InstancePorts(int Write, int FirstRead, int ReadCount)
{
    /// <summary>One port for each read-only instance, in ascending order; empty when there are none.</summary>
    public ImmutableArray<int> Reads => [.. Enumerable.Range(FirstRead, ReadCount)];
}

using System.Collections.Immutable;
using Spare.Protocol.Evidence;

namespace Spare.Runtime.Ports;

/// <summary>
/// What this host keeps of requests at which replicas failed. It is kept as well as can be: no answer waits for it, and a
/// disk that fails costs evidence and nothing else.
/// </summary>
public interface IEvidenceStore
{
    /// <summary>Returns at once. What comes faster than it can be kept is left out.</summary>
    void Keep(EvidenceCase kept);

    /// <summary>The cases about a request, oldest first; those that were kept before are there.</summary>
    ValueTask<ImmutableArray<EvidenceCase>> FindAsync(RequestName name, CancellationToken cancellation);
}

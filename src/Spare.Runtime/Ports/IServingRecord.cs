using Spare.Replication.Serving;

namespace Spare.Runtime.Ports;

/// <summary>The last epoch in which this host served, on stable storage.</summary>
public interface IServingRecord
{
    /// <summary>Null: this host has never served.</summary>
    /// <exception cref="JournalException">It is damaged, or cannot be read.</exception>
    ServingEpoch? Read();

    /// <summary>Completes when it is on stable storage; the one before is there until then. One caller at a time.</summary>
    /// <exception cref="JournalException">The disk failed or is full.</exception>
    ValueTask WriteAsync(ServingEpoch epoch, CancellationToken cancellation);
}

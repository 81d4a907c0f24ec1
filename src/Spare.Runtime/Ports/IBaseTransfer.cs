using System.Collections.Immutable;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;

namespace Spare.Runtime.Ports;

/// <summary>What passive replicas of this host are made from, given to other hosts and replaced by that of another.</summary>
public interface IBaseTransfer
{
    /// <summary>What is there cannot be gone on from; null: it can.</summary>
    string? Damage { get; }

    /// <summary>The place in the order that the base has; <see cref="JournalEnd.Image"/> when it is the image.</summary>
    JournalEnd End { get; }

    /// <summary>
    /// Writes the disk of the base as it is at one moment; nothing that is done with replicas waits for the stream.
    /// </summary>
    /// <param name="begin">Called with the place of that base, and gives the stream; not called when it is the image.</param>
    /// <returns>The place of that base.</returns>
    /// <exception cref="ReplicaException">There is no base that is whole.</exception>
    /// <exception cref="HypervisorException">The disk cannot be copied or written.</exception>
    Task<JournalEnd> ExportAsync(Func<JournalEnd, Task<Stream>> begin, CancellationToken cancellation);

    /// <summary>
    /// Replaces the base by what was exported elsewhere, and has the journal go on after it, without records. The passive
    /// replica is destroyed. Whenever it is interrupted, the old base and the old journal are there, or the new ones,
    /// or the next start finds that they do not fit and <see cref="Damage"/> says so.
    /// </summary>
    /// <param name="kept">The replies that are kept for clients at that place.</param>
    /// <param name="disk">Read to its end, which throws when it is not what was exported. Null: the image.</param>
    /// <exception cref="HypervisorException">The disk cannot be read or made.</exception>
    /// <exception cref="JournalException">The disk beside the journal failed or is full.</exception>
    Task ReplaceAsync(JournalEnd end, ImmutableArray<KeptReply> kept, Stream? disk, CancellationToken cancellation);
}

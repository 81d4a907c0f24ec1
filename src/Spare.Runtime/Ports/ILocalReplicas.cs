using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Execution;
using Spare.Replication.Updates;

namespace Spare.Runtime.Ports;

/// <summary>
/// The replicas of this host: what the protocol wants done with them. Everything that a replica can do wrong is an
/// <see cref="ExecutionResult"/> or a <see cref="ReplicaException"/>, never a hang: each call has a deadline of its own.
/// </summary>
public interface ILocalReplicas
{
    /// <summary>
    /// Has the active replica execute a request, by its route's deadline. Reads may overlap; the caller starts a write
    /// only when no read runs. Writes run one at a time, in the order of the calls.
    /// </summary>
    /// <param name="ended">Called once for a write that was executed, before it is known what it wrote.</param>
    Task<ExecutionResult> ExecuteAsync(
        ReplicaId replica, OrderedRequest request, bool keepReply, Action ended, CancellationToken cancellation);

    /// <summary>Resumes the passive replica, applies what it lacks of these updates in one transaction, pauses it.</summary>
    /// <returns>The number of its last update.</returns>
    Task<UpdateNumber> UpdatePassiveAsync(ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation);

    /// <summary>
    /// Destroys the old active replica, brings the passive one up to date, clones it, and starts the clone as the next
    /// active one. The old one is destroyed first: it must not answer any more.
    /// </summary>
    /// <returns>The number of the passive replica's last update.</returns>
    Task<UpdateNumber> ReplaceActiveAsync(
        ReplicaId old, ReplicaId next, ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation);
}

/// <summary>A replica could not be made, updated or reached; the message says what, where and why.</summary>
public sealed class ReplicaException(string message, Exception? inner = null) : Exception(message, inner);

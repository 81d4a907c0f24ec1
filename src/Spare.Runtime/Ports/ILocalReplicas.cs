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
    /// Has a replica that was started execute a request, by the deadline. Reads may overlap; the caller starts a
    /// write only when no read runs on that replica. Writes run one at a time, in the order of the calls.
    /// </summary>
    /// <param name="deadline">From its turn on; a replica that takes longer has timed out.</param>
    /// <param name="ended">Called once for a write that was executed, before it is known what it wrote.</param>
    Task<ExecutionResult> ExecuteAsync(
        ReplicaId replica, OrderedRequest request, TimeSpan deadline, bool keepReply, Action ended,
        CancellationToken cancellation);

    /// <summary>Resumes the passive replica, applies what it lacks of these updates in one transaction, pauses it.</summary>
    /// <returns>The number of its last update.</returns>
    Task<UpdateNumber> UpdatePassiveAsync(ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation);

    /// <summary>
    /// Resumes the passive replica, applies what it lacks of these updates, and makes it ready to execute requests
    /// (SPARE 4.1.1). Whatever comes of it, there is no passive replica after that.
    /// </summary>
    Task StartReplicaAsync(
        ReplicaId replica, ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation);

    /// <summary>
    /// The replica answers nothing more when this returns, also one that is being started; its machine is destroyed later.
    /// </summary>
    void EndReplica(ReplicaId replica);

    /// <summary>Makes a paused, clean passive replica from the base and the journal (the S' of SPARE 4.2).</summary>
    /// <param name="image">What it is to be of, where there are several.</param>
    /// <param name="atLeast">Fewer updates than that are a failure.</param>
    /// <returns>The number of its last update.</returns>
    Task<UpdateNumber> MakePassiveAsync(ImageNumber image, UpdateNumber atLeast, CancellationToken cancellation);

    /// <summary>
    /// Notes the state of a replica that was started, after all writes whose execution was called for before and ahead of
    /// later ones, and digests it beside them.
    /// </summary>
    Task<Digest> DigestStateAsync(ReplicaId replica, CheckNumber check, CancellationToken cancellation);

    /// <summary>
    /// Digests the state of the passive replica, unless it is woken meanwhile; it is resumed for that, and paused again.
    /// </summary>
    /// <param name="number">The last update that it is to have.</param>
    /// <param name="copy">Whether it is copied in that state, to become the base.</param>
    Task<Digest> CheckPassiveAsync(
        CheckNumber check, UpdateNumber number, bool copy, CancellationToken cancellation);

    /// <summary>The copy that was made at that check becomes the base.</summary>
    /// <returns>The number of its last update.</returns>
    Task<UpdateNumber> TakeBaseAsync(CheckNumber check);

    /// <summary>The copy that was made at that check is not needed, if there is one; it is destroyed later.</summary>
    void DropBase(CheckNumber check);

    /// <summary>The passive replica is destroyed later; there is none when this returns.</summary>
    void DiscardPassive();
}

/// <summary>A replica could not be made, updated or reached; the message says what, where and why.</summary>
public sealed class ReplicaException(string message, Exception? inner = null) : Exception(message, inner);

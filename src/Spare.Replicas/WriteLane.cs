using Spare.Protocol;
using Spare.Protocol.Agents.Commands;
using Spare.Replicas.Agents;
using Spare.Replication.Execution;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// The writes of one active replica, bracketed by its agent: one at a time, in the order in which they are handed over.
/// Ending a write begins the one that waits behind it, in the same round trip; the write set follows while that one
/// runs.
/// </summary>
/// <remarks>Whatever fails here fails for all that wait: the agent is gone, and the replica with it.</remarks>
internal sealed class WriteLane(AgentConnection agent)
{
    private static readonly TimeSpan QuietMinimum = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private Place? last;

    /// <param name="ended">Called when the write was executed and the database is quiet; what it wrote is known later.</param>
    /// <exception cref="ReplicaException">
    /// The agent is gone. That is no outcome of the request: the next replica executes it again.
    /// </exception>
    public async Task<ExecutionResult> ExecuteAsync(Execution execution, Action ended, CancellationToken cancellation)
    {
        var place = Enter(
            new Place(new NextWrite(execution.Request.Sequence, execution.Request.Time)), out var before);
        try
        {
            if (before is null || !await before.Left.Task)
            {
                await agent.BeginWriteAsync(execution.Request.Sequence, execution.Request.Time, cancellation);
            }

            var began = TimeProvider.System.GetTimestamp();
            var reply = await execution.WriteAsync(cancellation);
            var left = execution.Deadline - TimeProvider.System.GetElapsedTime(began);
            var next = Behind(place);
            var end = await agent.EndWriteAsync(
                execution.Request.Sequence, left < QuietMinimum ? QuietMinimum : left, next, cancellation);
            if (end is WriteEnd.NotQuiet late)
            {
                place.Left.SetResult(false);
                return Execution.NotQuiet(late);
            }

            place.Left.SetResult(next is not null);
            ended();
            return Execution.Join(reply, await ((WriteEnd.Quiet)end).WriteSet);
        }
        catch (Exception failure)
        {
            place.Fail(failure);
            if (failure is AgentException)
            {
                throw new ReplicaException($"The agent is gone: {failure.Message}.", failure);
            }

            throw;
        }
    }

    /// <summary>Notes the state after all writes that were handed over before, and ahead of those that come later.</summary>
    /// <returns>The digest of it, which comes later, or never, and how long the next write had to wait for the note.</returns>
    /// <exception cref="ReplicaException">The agent is gone.</exception>
    public async Task<(Task<Digest> Digest, TimeSpan Held)> NoteAsync(CheckNumber check, CancellationToken cancellation)
    {
        var place = Enter(new Place(null), out var before);
        try
        {
            if (before is not null)
            {
                await before.Left.Task; // Nothing has begun behind it.
            }

            var began = TimeProvider.System.GetTimestamp();
            var digest = await agent.NoteStateAsync(check, cancellation);
            place.Left.SetResult(false);
            return (digest, TimeProvider.System.GetElapsedTime(began));
        }
        catch (Exception failure)
        {
            place.Fail(failure);
            if (failure is AgentException)
            {
                throw new ReplicaException($"The agent is gone: {failure.Message}.", failure);
            }

            throw;
        }
    }

    private Place Enter(Place place, out Place? before)
    {
        lock (gate)
        {
            before = last;
            last = place;
            before?.Next = place.Write;
        }

        return place;
    }

    private NextWrite? Behind(Place place)
    {
        lock (gate)
        {
            return place.Next;
        }
    }

    /// <param name="write">Null: the state is noted there.</param>
    private sealed class Place(NextWrite? write)
    {
        public NextWrite? Write => write;

        /// <summary>The write behind it, if it is there yet.</summary>
        public NextWrite? Next { get; set; }

        /// <summary>
        /// The place is free for the write behind it; says whether that has begun. Continues at once on the thread that
        /// heard it: the next request is on its way before anything else is done.
        /// </summary>
        public TaskCompletionSource<bool> Left { get; } = new();

        public void Fail(Exception failure)
        {
            if (Left.TrySetException(failure))
            {
                _ = Left.Task.Exception; // There may be nobody behind it.
            }
        }
    }
}

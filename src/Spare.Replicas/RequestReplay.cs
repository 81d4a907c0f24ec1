using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replication.Execution;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// Executes a request again that was executed before, off to the side: on a clone of the base with the updates before it.
/// Nobody votes on what comes of it. One at a time; the clone is destroyed, whatever happens.
/// </summary>
internal sealed class RequestReplay(
    LocalReplicasOptions options, ReplicaFactory factory, PassiveOrigin origin, IJournal journal)
{
    /// <summary>No replica of this host has it.</summary>
    private const uint CloneGeneration = uint.MaxValue;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly LocalReplicasOptions faultless = options with { Faults = null };
    private readonly JournalReplay updates = new(journal, options.UpdateDeadline);
    private int busy;

    /// <exception cref="ReplicaException">It cannot be executed again; the message says why.</exception>
    public async Task<ExecutionResult> RunAsync(OrderedRequest request, Route route, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref busy, 1) != 0)
        {
            throw new ReplicaException("Another request is being executed again on this host.");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Deadline);
        try
        {
            using var held = journal.Hold(); // What comes after the base stays until the clone has it.
            return await ExecuteAsync(await CloneAsync(request, deadline.Token), request, route, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ReplicaException($"It was not executed within {Deadline.TotalSeconds:F0} s.");
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }

    private async Task<VirtualMachine> CloneAsync(OrderedRequest request, CancellationToken cancellation)
    {
        if (await origin.CopyAsync(cancellation) is not var (copy, end))
        {
            return await factory.CreateFromImageAsync(cancellation);
        }

        if (end.Sequence < request.Sequence)
        {
            return copy;
        }

        factory.Destroy(copy);
        throw new ReplicaException(
            $"The base of {options.Host} is at {end.Sequence} already: what was before {request.Sequence} is not kept there.");
    }

    private async Task<ExecutionResult> ExecuteAsync(
        VirtualMachine stopped, OrderedRequest request, Route route, CancellationToken cancellation)
    {
        ReplicaMachine? clone = null;
        try
        {
            clone = await ReplicaMachine.StartAsync(
                new ReplicaId(options.Host, CloneGeneration), stopped, factory.Hypervisor, faultless, cancellation);
            await updates.ApplyAsync(
                new PassiveReplica(clone, clone.Agent.Greeting.Update), UpdateNumber.None, cancellation, request.Sequence);
            await clone.ActivateAsync(cancellation);
            var execution = new Execution(clone.Service, route, route.Limits.Deadline, request, keepReply: true);
            return request.Class == RouteClass.Read && !options.AgreedClock
                ? await execution.ReadAsync(cancellation)
                : await clone.Writes!(execution, () => { }, cancellation); // It was just activated.
        }
        finally
        {
            if (clone is not null)
            {
                factory.Destroy(clone);
            }
            else
            {
                factory.Destroy(stopped);
            }
        }
    }
}

using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// A paused replica whose every change came from agreed updates (SPARE 3.1). It runs only while it takes updates. Its
/// owner calls it one call at a time.
/// </summary>
internal sealed class PassiveReplica(ReplicaMachine machine, UpdateNumber update)
{
    private volatile bool awake;

    public ReplicaMachine Machine => machine;

    /// <summary>The last update that its database has.</summary>
    public UpdateNumber Update { get; private set; } = update;

    public bool IsAwake => awake;

    /// <summary>Applies what it lacks, in one transaction, and pauses it again.</summary>
    /// <exception cref="ReplicaException">It refused or did not finish; it is paused all the same.</exception>
    public async Task UpdateAsync(
        ImmutableArray<AgreedUpdate> updates, TimeSpan within, CancellationToken cancellation)
    {
        ImmutableArray<AgreedUpdate> missing = [.. updates.Where(update => update.Number > Update)];
        if (missing.IsEmpty)
        {
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(within);
        try
        {
            await AwakeAsync(
                async running =>
                {
                    await running.ApplyAsync(missing, deadline.Token);
                    return true;
                },
                cancellation);
            Update = missing[^1].Number;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ReplicaException(
                $"{machine.Id} did not apply {missing.Length} updates within {within.TotalSeconds:F0} s.");
        }
    }

    /// <summary>Resumes it for one piece of work.</summary>
    public async Task<T> AwakeAsync<T>(Func<ReplicaMachine, Task<T>> work, CancellationToken cancellation)
    {
        await machine.ResumeAsync(cancellation);
        awake = true;
        try
        {
            return await work(machine);
        }
        finally
        {
            await machine.PauseAsync(CancellationToken.None);
            awake = false;
        }
    }
}

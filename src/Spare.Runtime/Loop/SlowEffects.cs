using Spare.Protocol;
using Spare.Replication;
using Spare.Replication.Serving;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Loop;

/// <summary>
/// The effects that take time: executing, updating, starting and making replicas, writing the journal. Each runs on its
/// own and ends with exactly one event, whatever happens; only ending a replica, truncating the journal, starting again and
/// what is thrown away end with none.
/// </summary>
public sealed class SlowEffects(
    ILocalReplicas replicas, IJournal journal, IServingRecord record, ICatchUp catchUp, CancellationToken stopping)
{
    private readonly StateEffects states = new(replicas, stopping);
    private readonly TaskCompletionSource<string> startsAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task recording = Task.CompletedTask;
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes, with the reason, when this manager is to end and to be started again.</summary>
    public Task<string> StartsAgain => startsAgain.Task;

    /// <summary>Ends, with the exception, when something failed that nothing outside can cause: stop the daemon.</summary>
    public Task Failed => failed.Task;

    public void Begin(ManagerEffect effect, EventQueue queue)
    {
        var work = effect switch
        {
            ManagerEffect.Execute execute => ExecuteAsync(execute, queue),
            ManagerEffect.AppendToJournal append => AppendAsync(append),
            ManagerEffect.RecordEpoch epoch => Recording(RecordAsync(recording, epoch.Epoch)),
            ManagerEffect.TruncateJournal truncate => TruncateAsync(truncate.Number),
            ManagerEffect.UpdatePassive update => UpdatePassiveAsync(update),
            ManagerEffect.StartReplica start => StartReplicaAsync(start),
            ManagerEffect.EndReplica end => EndReplica(end.Replica),
            ManagerEffect.MakePassive make => MakePassiveAsync(make),
            ManagerEffect.CatchUp from => CatchUpAsync(from.Donor),
            ManagerEffect.StartAgain again => StartAgainAsync(again.Reason),
            _ => states.Begin(effect),
        };
        _ = FinishAsync(work, queue);
    }

    private async Task FinishAsync(Task<ManagerEvent?> work, EventQueue queue)
    {
        try
        {
            if (await work is { } done)
            {
                await queue.PostAsync(done, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The daemon stops; nobody waits for the event.
        }
        catch (Exception defect)
        {
            // The adapters turn what the environment does into events; what is left is our own defect and ends the daemon.
            failed.TrySetException(defect);
        }
    }

    private async Task<ManagerEvent?> ExecuteAsync(ManagerEffect.Execute execute, EventQueue queue)
    {
        var request = execute.Request;
        try
        {
            var result = await replicas.ExecuteAsync(
                execute.Replica, request, execute.Deadline, execute.KeepReply, Ended, stopping);
            return new ManagerEvent.Executed(execute.Replica, request.Sequence, result);
        }
        catch (ReplicaException lost)
        {
            // Not an outcome: its successor executes the request. A replica that was ended is not missed.
            return new ManagerEvent.ReplicaLost(execute.Replica, lost.Message);
        }

        void Ended() => _ = FinishAsync(
            Task.FromResult<ManagerEvent?>(new ManagerEvent.WriteEnded(execute.Replica, request.Sequence)), queue);
    }

    private async Task<ManagerEvent?> AppendAsync(ManagerEffect.AppendToJournal append)
    {
        var update = append.Update;
        try
        {
            await journal.AppendAsync(
                new JournalRecord(
                    update.Sequence, append.Time, update.Number, append.Chain, append.Request, update.WriteSet) { Kept = append.Kept },
                stopping);
            return new ManagerEvent.Journaled(update.Sequence);
        }
        catch (JournalException failure)
        {
            return new ManagerEvent.JournalFailed(failure.Message);
        }
    }

    /// <summary>One after the other: what the disk has in the end is the last one.</summary>
    private async Task<ManagerEvent?> RecordAsync(Task before, ServingEpoch epoch)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await record.WriteAsync(epoch, stopping);
            return new ManagerEvent.EpochRecorded(epoch.Epoch);
        }
        catch (JournalException failure)
        {
            return new ManagerEvent.JournalFailed(failure.Message);
        }
    }

    private Task<ManagerEvent?> Recording(Task<ManagerEvent?> task)
    {
        recording = task;
        return task;
    }

    /// <summary>The next manager has to find what was recorded.</summary>
    private async Task<ManagerEvent?> StartAgainAsync(string reason)
    {
        await recording;
        startsAgain.TrySetResult(reason);
        return null;
    }

    private async Task<ManagerEvent?> CatchUpAsync(HostId donor)
    {
        try
        {
            var end = await catchUp.CatchUpAsync(donor, stopping);
            return new ManagerEvent.CaughtUp(end, journal.Kept);
        }
        catch (CatchUpException failure)
        {
            return new ManagerEvent.CatchUpFailed(failure.End, journal.Kept, failure.Message);
        }
    }

    private async Task<ManagerEvent?> TruncateAsync(UpdateNumber number)
    {
        try
        {
            await journal.TruncateAsync(number, stopping);
            return null;
        }
        catch (JournalException failure)
        {
            return new ManagerEvent.JournalFailed(failure.Message);
        }
    }

    private async Task<ManagerEvent?> UpdatePassiveAsync(ManagerEffect.UpdatePassive update)
    {
        try
        {
            return new ManagerEvent.PassiveUpdated(await replicas.UpdatePassiveAsync(update.Updates, stopping));
        }
        catch (Exception failure) when (failure is ReplicaException or HypervisorException)
        {
            return new ManagerEvent.PassiveUpdateFailed(failure.Message);
        }
    }

    private async Task<ManagerEvent?> StartReplicaAsync(ManagerEffect.StartReplica start)
    {
        try
        {
            await replicas.StartReplicaAsync(start.Replica, start.Updates, stopping);
            return new ManagerEvent.ReplicaReady(start.Replica);
        }
        catch (Exception failure) when (failure is ReplicaException or HypervisorException)
        {
            return new ManagerEvent.ReplicaLost(start.Replica, failure.Message);
        }
    }

    private Task<ManagerEvent?> EndReplica(ReplicaId replica)
    {
        replicas.EndReplica(replica);
        return Task.FromResult<ManagerEvent?>(null);
    }

    private async Task<ManagerEvent?> MakePassiveAsync(ManagerEffect.MakePassive make)
    {
        try
        {
            return new ManagerEvent.PassiveMade(await replicas.MakePassiveAsync(make.Image, make.AtLeast, stopping));
        }
        catch (Exception failure) when (failure is ReplicaException or HypervisorException or JournalException)
        {
            return new ManagerEvent.PassiveNotMade(failure.Message);
        }
    }
}

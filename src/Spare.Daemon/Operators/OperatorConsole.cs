using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Replication;
using Spare.Runtime.Loop;

namespace Spare.Daemon.Operators;

/// <summary>What operators ask the core, and what the core tells them.</summary>
internal sealed class OperatorConsole(EventQueue queue, EventLog events, ILogger logger) : IOperatorConsole
{
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<ManagerState>> states = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<UpdateNumber>> flushes = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<(ReplicaId, string?)>> recoveries = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<(ReplicaId, string?)>> activations = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<string?>> releases = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<ManagerEffect.BootstrapDone>> bootstraps = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<bool>> automations = new();
    private ulong last;

    public Task<ManagerState> StateAsync(CancellationToken cancellation) =>
        AskAsync(states, ticket => new ManagerEvent.StateAsked(ticket), cancellation);

    /// <returns>The update that the passive replica has now.</returns>
    public Task<UpdateNumber> FlushAsync(CancellationToken cancellation) =>
        AskAsync(flushes, ticket => new ManagerEvent.FlushAsked(ticket), cancellation);

    /// <returns>The replica that is active now, and why that is no other one than before; null when it is.</returns>
    public Task<(ReplicaId Active, string? Refusal)> RecoverAsync(CancellationToken cancellation) =>
        AskAsync(recoveries, ticket => new ManagerEvent.RecoveryAsked(ticket), cancellation);

    /// <returns>The replica that was woken and runs now, and why there is none; null when there is.</returns>
    public Task<(ReplicaId Woken, string? Refusal)> ActivateAsync(CancellationToken cancellation) =>
        AskAsync(activations, ticket => new ManagerEvent.ActivationAsked(ticket), cancellation);

    /// <returns>The replica that is active now, and why that one was not put back; null when it was.</returns>
    public Task<(ReplicaId Active, string? Refusal)> PassivateAsync(ReplicaId replica, CancellationToken cancellation) =>
        AskAsync(activations, ticket => new ManagerEvent.PassivationAsked(ticket, replica), cancellation);

    /// <returns>Why nothing was released from quarantine; null when it was, on all hosts.</returns>
    public Task<string?> ReleaseAsync(Digest likeness, CancellationToken cancellation) =>
        AskAsync(releases, ticket => new ManagerEvent.ReleaseAsked(ticket, likeness), cancellation);

    /// <returns>Why this host does not go on without those that are missing, or with what it does.</returns>
    public Task<ManagerEffect.BootstrapDone> BootstrapAsync(bool dryRun, CancellationToken cancellation) =>
        AskAsync(bootstraps, ticket => new ManagerEvent.BootstrapAsked(ticket) { DryRun = dryRun }, cancellation);

    /// <returns>Whether automation is paused now.</returns>
    public Task<bool> AutomateAsync(bool pause, CancellationToken cancellation) =>
        AskAsync(automations, ticket => new ManagerEvent.AutomationAsked(ticket, pause), cancellation);

    /// <summary>The front end takes no requests any more, or takes them again.</summary>
    public void Drained(bool drained) => events.Add(
        OperatorEventKind.Automation, drained ? Severity.Warning : Severity.Information,
        drained ? "This host takes no requests of clients: it is drained." : "This host takes requests of clients again.", null, null);

    public void Report(ManagerReport happened)
    {
        var (kind, severity) = Translate(happened.Kind);
        events.Add(kind, severity, happened.Text, happened.Replica, happened.Sequence);
        logger.Reported(severity, kind, happened.Text, happened.Replica, happened.Sequence);
    }

    public void FlushDone(ulong ticket, UpdateNumber number)
    {
        if (flushes.TryRemove(ticket, out var done))
        {
            done.TrySetResult(number);
        }
    }

    public void RecoveryDone(ulong ticket, ReplicaId active, string? refusal)
    {
        if (recoveries.TryRemove(ticket, out var done))
        {
            done.TrySetResult((active, refusal));
        }
    }

    public void ActivationDone(ulong ticket, ReplicaId replica, string? refusal)
    {
        if (activations.TryRemove(ticket, out var done))
        {
            done.TrySetResult((replica, refusal));
        }
    }

    public void ReleaseDone(ulong ticket, string? refusal)
    {
        if (releases.TryRemove(ticket, out var done))
        {
            done.TrySetResult(refusal);
        }
    }

    public void BootstrapDone(ManagerEffect.BootstrapDone done)
    {
        if (bootstraps.TryRemove(done.Ticket, out var asked))
        {
            asked.TrySetResult(done);
        }
    }

    public void AutomationDone(ulong ticket, bool paused)
    {
        events.Add(
            OperatorEventKind.Automation, paused ? Severity.Warning : Severity.Information,
            paused ? "Automation is paused: no replica is replaced by schedule or suspicion." : "Automation goes on.", null, null);
        if (automations.TryRemove(ticket, out var done))
        {
            done.TrySetResult(paused);
        }
    }

    public void TellState(ulong ticket, ManagerState state)
    {
        if (states.TryRemove(ticket, out var told))
        {
            told.TrySetResult(state);
        }
    }

    private async Task<T> AskAsync<T>(
        ConcurrentDictionary<ulong, TaskCompletionSource<T>> waiting, Func<ulong, ManagerEvent> ask,
        CancellationToken cancellation)
    {
        var ticket = Interlocked.Increment(ref last);
        var told = waiting[ticket] = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await queue.PostAsync(ask(ticket), cancellation);
            return await told.Task.WaitAsync(cancellation);
        }
        finally
        {
            waiting.TryRemove(ticket, out _);
        }
    }

    private static (OperatorEventKind Kind, Severity Severity) Translate(ReportKind kind) => kind switch
    {
        ReportKind.EpochBegan => (OperatorEventKind.Serving, Severity.Information),
        ReportKind.ServingBegan => (OperatorEventKind.Serving, Severity.Information),
        ReportKind.ServingStopped => (OperatorEventKind.Serving, Severity.Error),
        ReportKind.HostHangs => (OperatorEventKind.HostHangs, Severity.Error),
        ReportKind.HostHeard => (OperatorEventKind.HostHeard, Severity.Warning),
        ReportKind.RepliesDiffered => (OperatorEventKind.RepliesDiffer, Severity.Error),
        ReportKind.RepliesMissing => (OperatorEventKind.VoteMissing, Severity.Error),
        ReportKind.WriteVoided => (OperatorEventKind.Undecided, Severity.Error),
        ReportKind.ReplicaLost => (OperatorEventKind.ReplicaFailed, Severity.Error),
        ReportKind.ReplicaRetired => (OperatorEventKind.ReplicaFailed, Severity.Error),
        ReportKind.ReplicaReplaced => (OperatorEventKind.ReplicaReplaced, Severity.Warning),
        ReportKind.PassiveUpdated => (OperatorEventKind.ReplicaUpdated, Severity.Information),
        ReportKind.PassiveUpdateFailed => (OperatorEventKind.ReplicaFailed, Severity.Error),
        ReportKind.BufferFull => (OperatorEventKind.Overload, Severity.Error),
        ReportKind.JournalFailed => (OperatorEventKind.JournalFailed, Severity.Error),
        ReportKind.StampTooFarOff => (OperatorEventKind.ClockSkew, Severity.Warning),
        ReportKind.GroupLost => (OperatorEventKind.GroupLost, Severity.Error),
        ReportKind.HelpAsked => (OperatorEventKind.HelpAsked, Severity.Warning),
        ReportKind.HelpTaken => (OperatorEventKind.HelpTaken, Severity.Information),
        ReportKind.HelperPutBack => (OperatorEventKind.HelperPutBack, Severity.Information),
        ReportKind.ReplicaConvicted => (OperatorEventKind.ReplicaConvicted, Severity.Error),
        ReportKind.ReplicaSuspected => (OperatorEventKind.ReplicaSuspected, Severity.Error),
        ReportKind.PassiveMade => (OperatorEventKind.PassiveMade, Severity.Information),
        ReportKind.PassiveExchanged => (OperatorEventKind.PassiveExchanged, Severity.Information),
        ReportKind.PassiveNotMade => (OperatorEventKind.ReplicaFailed, Severity.Error),
        ReportKind.PassiveLost => (OperatorEventKind.ReplicaFailed, Severity.Error),
        ReportKind.Recovered => (OperatorEventKind.Recovered, Severity.Information),
        ReportKind.KeyForgotten => (OperatorEventKind.KeyForgotten, Severity.Warning),
        ReportKind.RecoveryPutOff => (OperatorEventKind.RecoveryPutOff, Severity.Warning),
        ReportKind.RecoveryWaits => (OperatorEventKind.RecoveryWaits, Severity.Warning),
        ReportKind.CatchUpBegan => (OperatorEventKind.CatchUp, Severity.Information),
        ReportKind.CatchUpFailed => (OperatorEventKind.CatchUp, Severity.Error),
        ReportKind.ReplicaMisbehaved => (OperatorEventKind.ReplyRejected, Severity.Warning),
        ReportKind.RequestQuarantined => (OperatorEventKind.RequestQuarantined, Severity.Error),
        ReportKind.StateAgreed => (OperatorEventKind.StatesCompared, Severity.Information),
        ReportKind.StateNotAgreed => (OperatorEventKind.StatesCompared, Severity.Warning),
        ReportKind.PassiveNotClean => (OperatorEventKind.StatesDiffer, Severity.Error),
        ReportKind.QuarantineReleased => (OperatorEventKind.QuarantineReleased, Severity.Warning),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

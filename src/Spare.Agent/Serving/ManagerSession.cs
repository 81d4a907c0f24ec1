using System.Text;
using Npgsql;
using Spare.Agent.Processes;
using Spare.Agent.Services;
using Spare.Postgres.Apply;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Agents.Reports;

namespace Spare.Agent.Serving;

/// <summary>Does one manager's commands, one after the other, from its greeting until the connection ends.</summary>
internal sealed class ManagerSession(
    ManagerSocket manager, ReplicaDatabase database, ServiceGroup services, AgreedClock clock) : IAsyncDisposable
{
    private readonly StateNotes notes = new(database.Notes, manager);
    private CaptureRelay? relay;

    /// <returns>Why the session ended.</returns>
    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        while (await manager.ReceiveAsync(cancellation).ConfigureAwait(false) is { } command)
        {
            try
            {
                var report = await DoAsync(command, cancellation).ConfigureAwait(false);
                await manager.SendAsync(report, cancellation).ConfigureAwait(false);
                await PrepareAsync(command, report, cancellation).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is NpgsqlException or AgentFailure or IOException or FormatException)
            {
                var reason = $"{command.GetType().Name} failed: {exception.Message}";
                await manager.SendAsync(new Failed(reason), cancellation).ConfigureAwait(false);
                return reason;
            }
        }

        return "it closed the connection";
    }

    public async ValueTask DisposeAsync()
    {
        await notes.DisposeAsync().ConfigureAwait(false);
        if (relay is not null)
        {
            await relay.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task<AgentReport> DoAsync(AgentCommand command, CancellationToken cancellation) => command switch
    {
        Hello => GreetAsync(cancellation),
        Activate => ActivateAsync(cancellation),
        BeginWrite begin => BeginAsync(begin, cancellation),
        EndWrite end => EndAsync(end, cancellation),
        ApplyUpdates apply => ApplyAsync(apply, cancellation),
        SetTime set => SetTimeAsync(set),
        Dump dump => DumpAsync(dump, cancellation),
        RestartService => RestartAsync(cancellation),
        SetClock set => SetClockAsync(set),
        Settle => SettleAsync(),
        NoteState note => NoteAsync(note, cancellation),
        LoadPart part => LoadAsync(part, cancellation),
        EndLoad end => EndLoadAsync(end, cancellation),
        QueryStatus => ReportStatusAsync(cancellation),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<AgentReport> GreetAsync(CancellationToken cancellation) =>
        new Welcome(AgentProtocol.Version, await StatusAsync(cancellation).ConfigureAwait(false));

    private async Task<AgentReport> ReportStatusAsync(CancellationToken cancellation) =>
        new StatusReported(await StatusAsync(cancellation).ConfigureAwait(false));

    private async Task<AgentStatus> StatusAsync(CancellationToken cancellation)
    {
        var record = await database.RecordAsync(cancellation).ConfigureAwait(false);
        return new AgentStatus(record.Update, record.Use, services.State);
    }

    /// <summary>What the next command will ask for is begun while the manager hears of this one.</summary>
    private async Task PrepareAsync(AgentCommand command, AgentReport report, CancellationToken cancellation)
    {
        if (command is ApplyUpdates { Use: ReplicaUse.Executed } && report is UpdatesApplied)
        {
            await RelayAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task<AgentReport> ActivateAsync(CancellationToken cancellation)
    {
        await RelayAsync(cancellation).ConfigureAwait(false);
        return !database.WasUpdated || await services.FreshenAsync(cancellation).ConfigureAwait(false) is not { } reason
            ? new Activated()
            : throw new AgentFailure(reason);
    }

    private async Task<AgentReport> BeginAsync(BeginWrite begin, CancellationToken cancellation)
    {
        var active = await RelayAsync(cancellation).ConfigureAwait(false);
        clock.Set(begin.AgreedTime);
        await active.Capture.BeginWriteAsync(begin.Sequence, cancellation).ConfigureAwait(false);
        return new WriteBegun(begin.Sequence);
    }

    private async Task<AgentReport> EndAsync(EndWrite end, CancellationToken cancellation)
    {
        var active = await RelayAsync(cancellation).ConfigureAwait(false);
        var busy = await active.Capture.EndWriteAsync(
            end.Sequence, end.QuietWithin, end.Next?.Sequence, cancellation).ConfigureAwait(false);
        if (busy is not null)
        {
            return new WriteNotQuiet(end.Sequence, busy);
        }

        if (end.Next is { } next)
        {
            clock.Set(next.AgreedTime);
        }

        return new WriteEnded(end.Sequence);
    }

    private async Task<AgentReport> ApplyAsync(ApplyUpdates apply, CancellationToken cancellation) =>
        await database.ApplyAsync(apply.First, apply.WriteSets, apply.Use, cancellation).ConfigureAwait(false) switch
        {
            ApplyResult.Applied applied => new UpdatesApplied(applied.Last),
            ApplyResult.Refused refused => new UpdatesRefused(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private Task<AgentReport> SetTimeAsync(SetTime set)
    {
        clock.Set(set.AgreedTime);
        return Task.FromResult<AgentReport>(new TimeSet());
    }

    private static Task<AgentReport> SetClockAsync(SetClock set)
    {
        GuestKernel.SetClock(set.Now);
        return Task.FromResult<AgentReport>(new TimeSet());
    }

    private static async Task<AgentReport> SettleAsync()
    {
        await Task.Run(GuestKernel.Settle).ConfigureAwait(false);
        return new Settled();
    }

    private async Task<AgentReport> NoteAsync(NoteState note, CancellationToken cancellation)
    {
        await notes.NoteAsync(note.Check, cancellation).ConfigureAwait(false);
        return new StateNoted(note.Check);
    }

    private async Task<AgentReport> LoadAsync(LoadPart part, CancellationToken cancellation)
    {
        await database.LoadAsync(part.Lines, cancellation).ConfigureAwait(false);
        return new PartLoaded();
    }

    private async Task<AgentReport> EndLoadAsync(EndLoad end, CancellationToken cancellation)
    {
        await database.EndLoadAsync(end.Last, cancellation).ConfigureAwait(false);
        return new UpdatesApplied(end.Last);
    }

    private async Task<AgentReport> RestartAsync(CancellationToken cancellation) =>
        await services.RestartAsync(cancellation).ConfigureAwait(false)
            ? new ServiceRestarted()
            : throw new AgentFailure("the service did not become healthy again");

    private async Task<AgentReport> DumpAsync(Dump dump, CancellationToken cancellation)
    {
        var part = new StringBuilder();
        async ValueTask TakeAsync(string line, CancellationToken token)
        {
            if (part.Length > 0 && part.Length + line.Length > AgentProtocol.DumpPartMaximum)
            {
                await SendPartAsync(part, token).ConfigureAwait(false);
            }

            part.Append(line).Append('\n');
        }

        var summary = await database.DumpAsync(
            dump.Scope == DumpScope.Content ? TakeAsync : null, cancellation).ConfigureAwait(false);
        if (part.Length > 0)
        {
            await SendPartAsync(part, cancellation).ConfigureAwait(false);
        }

        return new DumpEnd(summary.Digest, summary.Lines);
    }

    private async ValueTask SendPartAsync(StringBuilder part, CancellationToken cancellation)
    {
        await manager.SendAsync(new DumpPart(part.ToString()), cancellation).ConfigureAwait(false);
        part.Clear();
    }

    /// <summary>The first write, or the command to make ready for it, starts the capture.</summary>
    private async Task<CaptureRelay> RelayAsync(CancellationToken cancellation)
    {
        if (relay is null)
        {
            notes.Stop(); // Whoever has it woken has no time for that.
            var capture = await database.StartCaptureAsync(cancellation).ConfigureAwait(false);
            relay = new CaptureRelay(capture, manager);
            relay.Start();
        }

        return relay;
    }
}

using System.Net.Sockets;
using Npgsql;
using Spare.Agent.Databases;
using Spare.Protocol;
using Spare.Protocol.Agents.Reports;

namespace Spare.Agent.Serving;

/// <summary>
/// Notes the state of the database and tells its digest later, while other commands are done. One digest is under way at
/// a time. One that fails is not told: the manager does without it.
/// </summary>
internal sealed class StateNotes(NoteSession sessions, ManagerSocket manager) : IAsyncDisposable
{
    private CancellationTokenSource stopping = new();
    private Task digesting = Task.CompletedTask;

    /// <summary>The state is fixed when this ends.</summary>
    public async Task NoteAsync(CheckNumber check, CancellationToken cancellation)
    {
        await EndAsync().ConfigureAwait(false);
        try
        {
            digesting = DigestAsync(
                check, await sessions.TakeAsync(cancellation).ConfigureAwait(false), stopping.Token);
        }
        catch (PostgresException)
        {
            // The service did something to its schema; that shows in its write sets.
        }
    }

    /// <summary>Nobody needs the digest any more; nobody waits for its end.</summary>
    public void Stop() => _ = stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task EndAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await digesting.ConfigureAwait(false);
        stopping.Dispose();
        stopping = new CancellationTokenSource();
    }

    private async Task DigestAsync(CheckNumber check, NoteSession.Noted noted, CancellationToken cancellation)
    {
        await Task.Yield();
        try
        {
            await using (noted.ConfigureAwait(false))
            {
                var summary = await noted.DigestAsync(cancellation).ConfigureAwait(false);
                await manager.SendAsync(new StateDigested(check, summary.Digest), cancellation).ConfigureAwait(false);
            }

            await sessions.PrepareAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception
            is NpgsqlException or SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Broken, or not needed: the next note begins anew.
        }
    }
}

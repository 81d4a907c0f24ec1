using Npgsql;
using Spare.Agent.Processes;
using Spare.Postgres.Catalog;
using Spare.Postgres.Dump;
using Spare.Postgres.Sessions;

namespace Spare.Agent.Databases;

/// <summary>
/// A session of its own for the digests of noted states, open before it is needed: a write waits for the note. Each digest
/// has a low priority, which its server process cannot get rid of any more, so the next note has another session.
/// </summary>
internal sealed class NoteSession(DatabaseAddress address, DatabaseCatalog catalog) : IAsyncDisposable
{
    /// <summary>A third of what others get who want the same processor; the lowest priority may get nothing for minutes.</summary>
    private const int Niceness = 5;

    private NpgsqlConnection? ready;

    public async Task PrepareAsync(CancellationToken cancellation) =>
        ready ??= await OpenAsync(cancellation).ConfigureAwait(false);

    /// <summary>Fixes the state as it is now.</summary>
    public async Task<Noted> TakeAsync(CancellationToken cancellation)
    {
        await PrepareAsync(cancellation).ConfigureAwait(false);
        var connection = ready!; // It is prepared.
        ready = null;
        try
        {
            return new Noted(connection, await NotedState.TakeAsync(connection, catalog, cancellation).ConfigureAwait(false));
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (ready is not null)
        {
            await ready.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(address.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A state that was fixed, with its session.</summary>
    internal sealed class Noted(NpgsqlConnection connection, NotedState state) : IAsyncDisposable
    {
        /// <summary>With less of the processors than the service has, where they are short.</summary>
        public Task<DumpSummary> DigestAsync(CancellationToken cancellation)
        {
            NativeMethods.LowerPriority(connection.ProcessID, Niceness);
            return state.WriteAsync(null, cancellation);
        }

        public async ValueTask DisposeAsync()
        {
            await state.DisposeAsync().ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}

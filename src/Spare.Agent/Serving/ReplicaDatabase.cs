using System.Collections.Immutable;
using Npgsql;
using Spare.Agent.Databases;
using Spare.Postgres.Apply;
using Spare.Postgres.Capture;
using Spare.Postgres.Catalog;
using Spare.Postgres.Dump;
using Spare.Postgres.Preparation;
using Spare.Postgres.Sessions;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;

namespace Spare.Agent.Serving;

/// <summary>
/// The replica's database as the manager uses it: either it is updated, or it executes requests and is captured,
/// never both. The change from one to the other is recorded before the first request and is for good.
/// </summary>
internal sealed class ReplicaDatabase : IAsyncDisposable
{
    private readonly DatabaseAddress address;
    private readonly NpgsqlConnection connection;
    private readonly DatabaseCatalog catalog;
    private readonly bool takesBack;
    private UpdateApplier? applier;
    private DumpLoader? loader;
    private CaptureSessions? prepared;
    private bool executes;

    private ReplicaDatabase(DatabaseAddress address, NpgsqlConnection connection, DatabaseCatalog catalog, bool takesBack)
    {
        this.address = address;
        this.connection = connection;
        this.catalog = catalog;
        this.takesBack = takesBack;
        Notes = new NoteSession(address, catalog);
    }

    /// <summary>For states that are noted and digested beside everything else.</summary>
    public NoteSession Notes { get; }

    public static Task<ReplicaDatabase> OpenAsync(DatabaseAddress address, CancellationToken cancellation) =>
        OpenAsync(address, takesBack: false, cancellation);

    /// <summary>For a rehearsal: updates are taken back, and so is the record that requests were executed.</summary>
    public static Task<ReplicaDatabase> OpenToTryAsync(DatabaseAddress address, CancellationToken cancellation) =>
        OpenAsync(address, takesBack: true, cancellation);

    /// <summary>Updates were applied since this agent started: its service may remember what was before them.</summary>
    public bool WasUpdated { get; private set; }

    public Task<ReplicaRecord> RecordAsync(CancellationToken cancellation) =>
        ReplicaRecord.ReadAsync(connection, cancellation);

    /// <summary>Opens beforehand the sessions that whoever wakes the replica would wait for; nothing of it shows in the database.</summary>
    /// <exception cref="AgentFailure">The database lacks what this agent would call.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        applier = await UpdateApplier.OpenAsync(address, catalog, cancellation).ConfigureAwait(false);
        try
        {
            await applier.RehearseAsync(cancellation).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedFunction)
        {
            throw new AgentFailure(
                $"another version of spare-agent prepared database {address.Database} ({exception.MessageText}); make the image anew");
        }

        prepared = await CaptureSessions.OpenAsync(address, cancellation).ConfigureAwait(false);
        await prepared.RehearseAsync(cancellation).ConfigureAwait(false);
        await ReplicaRecord.RehearseAsync(connection, cancellation).ConfigureAwait(false);
        await Notes.PrepareAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>From here on the replica executes requests.</summary>
    public async Task<WriteSetCapture> StartCaptureAsync(CancellationToken cancellation)
    {
        if (!executes)
        {
            await MarkExecutedAsync(cancellation).ConfigureAwait(false); // A slot of the log would wait for a transaction beside it.
            executes = true;
        }

        var sessions = prepared ?? await CaptureSessions.OpenAsync(address, cancellation).ConfigureAwait(false);
        prepared = null;
        return await WriteSetCapture.StartAsync(sessions, catalog, WriteSetBounds.Standard, cancellation).ConfigureAwait(false);
    }

    /// <param name="use">Of the replica from here on; recorded in the same transaction.</param>
    public async Task<ApplyResult> ApplyAsync(
        UpdateNumber first, ImmutableArray<EncodedWriteSet> encoded, ReplicaUse use, CancellationToken cancellation)
    {
        var writeSets = new List<WriteSet>(encoded.Length);
        foreach (var one in encoded)
        {
            if (!WriteSet.TryParse(one.Bytes.Span, WriteSetBounds.Standard, out var writeSet))
            {
                return new ApplyResult.Refused($"u{first.Value + (ulong)writeSets.Count}: the write set is malformed");
            }

            writeSets.Add(writeSet);
        }

        applier ??= await UpdateApplier.OpenAsync(address, catalog, cancellation).ConfigureAwait(false);
        WasUpdated |= !takesBack;
        var result = takesBack
            ? await applier.TryAsync(first, writeSets, use, cancellation).ConfigureAwait(false)
            : await applier.ApplyAsync(first, writeSets, use, cancellation).ConfigureAwait(false);
        executes |= use == ReplicaUse.Executed && result is ApplyResult.Applied;
        return result;
    }

    public Task<DumpSummary> DumpAsync(
        Func<string, CancellationToken, ValueTask>? take, CancellationToken cancellation) =>
        CanonicalDump.WriteAsync(connection, catalog, take, cancellation);

    /// <summary>Some lines of another replica's dump; the first ones empty the database.</summary>
    /// <exception cref="FormatException">They are no dump of this database's schema.</exception>
    public async Task LoadAsync(string lines, CancellationToken cancellation)
    {
        loader ??= await DumpLoader.OpenAsync(address, catalog, cancellation).ConfigureAwait(false);
        WasUpdated = true;
        await loader.LoadAsync(lines, cancellation).ConfigureAwait(false);
    }

    /// <exception cref="FormatException">The dump is not whole.</exception>
    public async Task EndLoadAsync(UpdateNumber last, CancellationToken cancellation)
    {
        var whole = loader ?? throw new FormatException("no dump was begun");
        await whole.FinishAsync(last, cancellation).ConfigureAwait(false);
        loader = null;
        await whole.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await Notes.DisposeAsync().ConfigureAwait(false);
        if (loader is not null)
        {
            await loader.DisposeAsync().ConfigureAwait(false);
        }

        if (applier is not null)
        {
            await applier.DisposeAsync().ConfigureAwait(false);
        }

        if (prepared is not null)
        {
            await prepared.DisposeAsync().ConfigureAwait(false);
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<ReplicaDatabase> OpenAsync(
        DatabaseAddress address, bool takesBack, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(address.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            var catalog = await DatabaseCatalog.LoadAsync(connection, cancellation).ConfigureAwait(false);
            return new ReplicaDatabase(
                address, connection, takesBack ? catalog.With(RehearsalTable.Description) : catalog, takesBack);
        }
        catch (PostgresException exception)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new AgentFailure(
                $"database {address.Database} cannot be opened ({exception.MessageText}); was the image made for this service file?");
        }
    }

    private async Task MarkExecutedAsync(CancellationToken cancellation)
    {
        if (!takesBack)
        {
            await ReplicaRecord.MarkExecutedAsync(connection, cancellation).ConfigureAwait(false);
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ReplicaRecord.MarkExecutedAsync(connection, cancellation).ConfigureAwait(false);
    }
}

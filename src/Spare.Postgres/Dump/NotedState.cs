using System.Collections.Immutable;
using System.Data;
using Npgsql;
using Spare.Postgres.Capture;
using Spare.Postgres.Catalog;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Dump;

/// <summary>
/// The database as it was at one moment: a snapshot of its tables, and where its sequences stood, which no snapshot
/// has. What is written later does not show in its dump.
/// </summary>
public sealed class NotedState : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly DatabaseCatalog catalog;
    private readonly NpgsqlTransaction transaction;
    private readonly ImmutableArray<SequenceValue> sequences;

    private NotedState(
        NpgsqlConnection connection, DatabaseCatalog catalog, NpgsqlTransaction transaction,
        ImmutableArray<SequenceValue> sequences)
    {
        this.connection = connection;
        this.catalog = catalog;
        this.transaction = transaction;
        this.sequences = sequences;
    }

    /// <summary>Takes one round trip. Nothing else is to be done with the connection before this is disposed.</summary>
    public static async Task<NotedState> TakeAsync(
        NpgsqlConnection connection, DatabaseCatalog catalog, CancellationToken cancellation)
    {
        var transaction = await connection
            .BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
        try
        {
            await using var command = new NpgsqlCommand("SELECT spare.positions()", connection, transaction);
            var positions = (string)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!; // Of type text.
            return new NotedState(connection, catalog, transaction, MarkContent.ParsePositions(positions, catalog));
        }
        catch
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <param name="take">Gets every line, in order, without its end; <c>null</c> when only the digest is wanted.</param>
    public Task<DumpSummary> WriteAsync(
        Func<string, CancellationToken, ValueTask>? take, CancellationToken cancellation) =>
        CanonicalDump.WriteAsync(connection, catalog, sequences, take, cancellation);

    public ValueTask DisposeAsync() => transaction.DisposeAsync();
}

using Dapper;
using Npgsql;
using Spare.Protocol;
using Spare.Protocol.Agents;

namespace Spare.Postgres.Preparation;

/// <summary>What a replica's database records about itself: its last update, and whether it executed requests.</summary>
public readonly record struct ReplicaRecord(UpdateNumber Update, ReplicaUse Use)
{
    public static async Task<ReplicaRecord> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var (update, executed) = await connection.QuerySingleAsync<(long, bool)>(new CommandDefinition(
            "SELECT update_number, executed FROM spare.applied", cancellationToken: cancellation)).ConfigureAwait(false);
        return new ReplicaRecord(new UpdateNumber((ulong)update), executed ? ReplicaUse.Executed : ReplicaUse.Updated);
    }

    /// <summary>As if requests were executed from here on, and takes it back.</summary>
    public static async Task RehearseAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await MarkExecutedAsync(connection, cancellation).ConfigureAwait(false);
        await transaction.RollbackAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Before the first request: from here on the update number means nothing.</summary>
    public static Task MarkExecutedAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            "UPDATE spare.applied SET executed = true WHERE NOT executed", cancellationToken: cancellation));
}

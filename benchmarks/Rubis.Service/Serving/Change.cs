using Dapper;
using Npgsql;

namespace Rubis.Service.Serving;

/// <summary>One transaction that changes the database; undone when it is disposed without a commit.</summary>
internal sealed class Change : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly CancellationToken cancellation;

    private Change(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.cancellation = cancellation;
    }

    public static async Task<Change> BeginAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            return new Change(connection, await connection.BeginTransactionAsync(cancellation), cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task<T?> OneAsync<T>(string sql, object arguments) =>
        connection.QuerySingleOrDefaultAsync<T>(Command(sql, arguments));

    public Task ExecuteAsync(string sql, object arguments) => connection.ExecuteAsync(Command(sql, arguments));

    public Task CommitAsync() => transaction.CommitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private CommandDefinition Command(string sql, object arguments) =>
        new(sql, arguments, transaction, cancellationToken: cancellation);
}

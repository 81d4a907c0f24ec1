using Dapper;
using Npgsql;

namespace Rubis.Service.Serving;

/// <summary>All that a page may depend on: the request's parameters, the database, and the time agreed for it.</summary>
internal sealed record Visit(Input Input, NpgsqlDataSource Database, DateTime Now, CancellationToken Cancellation)
{
    /// <summary>Longest listing on a page that does not turn pages, so that no page grows with the database.</summary>
    public const int ListLimit = 200;

    public async Task<IReadOnlyList<T>> AllAsync<T>(string sql, object? arguments = null)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancellation);
        return (await connection.QueryAsync<T>(Command(sql, arguments))).AsList();
    }

    /// <summary>The only row, or the type's default when there is none.</summary>
    public async Task<T?> OneAsync<T>(string sql, object? arguments = null)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancellation);
        return await connection.QuerySingleOrDefaultAsync<T>(Command(sql, arguments));
    }

    public Task<Change> BeginAsync() => Change.BeginAsync(Database, Cancellation);

    private CommandDefinition Command(string sql, object? arguments) =>
        new(sql, arguments, cancellationToken: Cancellation);
}

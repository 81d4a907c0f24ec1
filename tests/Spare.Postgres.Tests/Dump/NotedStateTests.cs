using Spare.Postgres.Catalog;
using Spare.Postgres.Dump;

namespace Spare.Postgres.Tests.Dump;

/// <summary>The state that was noted is digested, whatever is written while that is done.</summary>
[Collection(ServerCollection.Name)]
public sealed class NotedStateTests(SharedServer shared)
{
    [Fact]
    public async Task What_is_written_later_does_not_show_in_tables_nor_in_sequences()
    {
        var database = await PreparedDatabase.CreateAsync(
            shared.Server, "CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL); CREATE SEQUENCE ticket");
        await using var spare = await PreparedDatabase.OpenAsync(database.Address.ConnectionString);
        await using var writer = await PreparedDatabase.OpenAsync(database.Address.ConnectionString);
        var catalog = await DatabaseCatalog.LoadAsync(spare, CancellationToken.None);
        await WriteAsync(writer, "INSERT INTO public.item (name) VALUES ('a'), ('b'); SELECT nextval('public.ticket')");
        var before = await CanonicalDump.WriteAsync(spare, catalog, null, CancellationToken.None);

        DumpSummary noted;
        await using (var state = await NotedState.TakeAsync(spare, catalog, CancellationToken.None))
        {
            await WriteAsync(
                writer,
                "INSERT INTO public.item (name) VALUES ('c'); UPDATE public.item SET name = 'd' WHERE id = 1; "
                + "SELECT nextval('public.ticket')");
            noted = await state.WriteAsync(null, CancellationToken.None);
        }

        Assert.Equal(before, noted);
        Assert.NotEqual(before, await CanonicalDump.WriteAsync(spare, catalog, null, CancellationToken.None));
    }

    private static async Task WriteAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statement is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}

using System.Diagnostics;
using Npgsql;

namespace Rubis.Service.Loading;

/// <summary>Makes the tables and fills them in one transaction: afterwards there is a whole database or none.</summary>
internal sealed class Loader(NpgsqlConnection connection, TextWriter progress, CancellationToken cancellation)
{
    private const string Sequences = """
        select setval(pg_get_serial_sequence('categories', 'id'), (select max(id) from categories)),
               setval(pg_get_serial_sequence('regions', 'id'), (select max(id) from regions)),
               setval(pg_get_serial_sequence('users', 'id'), (select max(id) from users)),
               setval(pg_get_serial_sequence('items', 'id'), (select max(id) from items)),
               setval(pg_get_serial_sequence('bids', 'id'), (select max(id) from bids)),
               setval(pg_get_serial_sequence('comments', 'id'), (select max(id) from comments))
        """;

    private const string Drop =
        "drop table if exists categories, regions, users, items, old_items, bids, comments, buy_now";

    private readonly Stopwatch watch = Stopwatch.StartNew();

    public async Task LoadAsync(Plan plan, Existing existing)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (existing == Existing.Replace)
        {
            await ExecuteAsync(Drop);
        }

        await ExecuteAsync(PublishedText.All("tables.sql"));
        foreach (var (table, fill) in Rows.Tables(plan))
        {
            await FillAsync(table, fill);
        }

        await ExecuteAsync(PublishedText.All("indexes.sql"));
        await ExecuteAsync(Sequences);
        await transaction.CommitAsync(cancellation);
        Report("indexes");
        await ExecuteAsync("analyze categories, regions, users, items, old_items, bids, comments, buy_now");
        Report("statistics");
    }

    private async Task FillAsync(string table, Action<TableCopy> fill)
    {
        await using var copy = await TableCopy.BeginAsync(connection, table, cancellation);
        fill(copy);
        await copy.CompleteAsync(cancellation);
        Report($"{table}: {copy.Rows} rows");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // All statements are constants or resources of the program.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private void Report(FormattableString step) => Report(FormattableString.Invariant(step));

    private void Report(string step) =>
        progress.WriteLine(FormattableString.Invariant($"{watch.Elapsed.TotalSeconds,6:0.0} s  {step}"));
}

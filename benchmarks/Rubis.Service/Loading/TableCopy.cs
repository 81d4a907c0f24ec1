using Npgsql;
using NpgsqlTypes;

namespace Rubis.Service.Loading;

/// <summary>Sends the rows of one table by binary COPY, in the order and with the types of its columns.</summary>
internal sealed class TableCopy : IAsyncDisposable
{
    private readonly NpgsqlBinaryImporter importer;

    private TableCopy(NpgsqlBinaryImporter importer) => this.importer = importer;

    public int Rows { get; private set; }

    /// <summary>FREEZE spares the first reader a rewrite; it needs a table that was made in the same transaction.</summary>
    public static async Task<TableCopy> BeginAsync(NpgsqlConnection connection, string table, CancellationToken token) =>
        new(await connection.BeginBinaryImportAsync($"copy {table} from stdin (format binary, freeze)", token));

    public TableCopy Row()
    {
        importer.StartRow();
        Rows++;
        return this;
    }

    public TableCopy Number(int number)
    {
        importer.Write(number, NpgsqlDbType.Integer);
        return this;
    }

    public TableCopy Money(int amount)
    {
        importer.Write((decimal)amount, NpgsqlDbType.Numeric);
        return this;
    }

    public TableCopy Text(string text)
    {
        importer.Write(text, NpgsqlDbType.Text);
        return this;
    }

    public TableCopy Time(DateTime time)
    {
        importer.Write(time, NpgsqlDbType.Timestamp);
        return this;
    }

    public async Task CompleteAsync(CancellationToken token) => await importer.CompleteAsync(token);

    public ValueTask DisposeAsync() => importer.DisposeAsync();
}

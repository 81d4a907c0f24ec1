using System.Text;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using Spare.Postgres.Catalog;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Capture;

/// <summary>
/// Turns the messages of logical decoding into calls of the bracket, and what the bracket makes of them into events.
/// Spare's own schema is left out, but for what the catalog has of it.
/// </summary>
internal sealed class LogReader(DatabaseCatalog catalog, WriteBracket bracket, WriteSetBounds bounds)
{
    private const string OwnSchema = "spare";

    private readonly RowReading rows = new(bounds.Bytes);
    private readonly Dictionary<uint, TableDescription?> tables = [];

    public async ValueTask<CaptureEvent?> ReadAsync(PgOutputReplicationMessage message, CancellationToken cancellation)
    {
        switch (message)
        {
            case BeginMessage begin:
                bracket.TransactionBegun(begin.TransactionXid);
                return null;
            case CommitMessage:
                return bracket.TransactionCommitted();
            case LogicalDecodingMessage mark:
                return await ReadMarkAsync(mark, cancellation).ConfigureAwait(false);
            case InsertMessage { Relation: { Namespace: OwnSchema, RelationName: MarkContent.Table } } mark:
                var (kind, text) = await RowReading.ReadPairAsync(mark.NewRow, cancellation).ConfigureAwait(false);
                return ReadMark(kind, text);
            case InsertMessage insert:
                await ReadInsertAsync(insert, cancellation).ConfigureAwait(false);
                return null;
            case FullUpdateMessage update:
                await ReadUpdateAsync(update, cancellation).ConfigureAwait(false);
                return null;
            case FullDeleteMessage delete:
                await ReadDeleteAsync(delete, cancellation).ConfigureAwait(false);
                return null;
            case TruncateMessage truncate:
                ReadTruncate(truncate);
                return null;
            default:
                await ReadPartialAsync(message, cancellation).ConfigureAwait(false);
                return null;
        }
    }

    private async ValueTask<CaptureEvent?> ReadMarkAsync(LogicalDecodingMessage mark, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        await mark.Data.CopyToAsync(content, cancellation).ConfigureAwait(false);
        return ReadMark(mark.Prefix, Encoding.UTF8.GetString(content.ToArray()));
    }

    private CaptureEvent? ReadMark(string kind, string content)
    {
        switch (kind)
        {
            case MarkContent.SchemaChange:
                bracket.Touch($"the schema ({content})");
                bracket.Refuse($"the service changed its schema: {content}");
                return null;
            case MarkContent.Begin or MarkContent.End or MarkContent.EndWithoutPositions or MarkContent.Abandon:
                return Bracket(kind, content);
            default:
                return null;
        }
    }

    private CaptureEvent? Bracket(string kind, string content)
    {
        var (sequence, rest) = MarkContent.Parse(content);
        switch (kind)
        {
            case MarkContent.Begin:
                bracket.Begun(sequence);
                return null;
            case MarkContent.Abandon:
                bracket.Abandoned();
                return null;
            case MarkContent.EndWithoutPositions:
                bracket.Refuse($"the positions of the sequences cannot be read: {rest}");
                return bracket.Ended(sequence, []);
            default:
                return bracket.Ended(sequence, MarkContent.ParsePositions(rest, catalog));
        }
    }

    private async ValueTask ReadInsertAsync(InsertMessage insert, CancellationToken cancellation)
    {
        if (Wanted(insert.Relation) is not { } table)
        {
            await RowReading.SkipAsync(insert.NewRow, cancellation).ConfigureAwait(false);
            return;
        }

        var values = await rows.ReadAsync(insert.NewRow, table, cancellation).ConfigureAwait(false);
        Add(table, values is null ? null : RowReading.Inserted(table, values), values is null);
    }

    private async ValueTask ReadUpdateAsync(FullUpdateMessage update, CancellationToken cancellation)
    {
        if (Wanted(update.Relation) is not { } table)
        {
            await RowReading.SkipAsync(update.OldRow, cancellation).ConfigureAwait(false);
            await RowReading.SkipAsync(update.NewRow, cancellation).ConfigureAwait(false);
            return;
        }

        var old = await rows.ReadAsync(update.OldRow, table, cancellation).ConfigureAwait(false);
        var values = await rows.ReadAsync(update.NewRow, table, cancellation).ConfigureAwait(false);
        var tooLarge = old is null || values is null;
        Add(table, tooLarge ? null : RowReading.Updated(table, old!, values!), tooLarge);
    }

    private async ValueTask ReadDeleteAsync(FullDeleteMessage delete, CancellationToken cancellation)
    {
        if (Wanted(delete.Relation) is not { } table)
        {
            await RowReading.SkipAsync(delete.OldRow, cancellation).ConfigureAwait(false);
            return;
        }

        var old = await rows.ReadAsync(delete.OldRow, table, cancellation).ConfigureAwait(false);
        Add(table, old is null ? null : RowReading.Deleted(table, old), old is null);
    }

    private void ReadTruncate(TruncateMessage truncate)
    {
        var names = truncate.Relations.Select(relation => new TableName(relation.Namespace, relation.RelationName))
            .Where(name => name.Schema != OwnSchema).ToList();
        foreach (var name in names)
        {
            bracket.Touch(name.ToString());
        }

        if (names.Count > 0)
        {
            bracket.Add(names[0], new Change.Truncated([.. names]));
        }
    }

    /// <summary>Rows of tables whose replica identity somebody changed: a write set needs the whole old row.</summary>
    private async ValueTask ReadPartialAsync(PgOutputReplicationMessage message, CancellationToken cancellation)
    {
        switch (message)
        {
            case IndexUpdateMessage update:
                await RowReading.SkipAsync(update.Key, cancellation).ConfigureAwait(false);
                await RefuseAsync(update.Relation, update.NewRow, cancellation).ConfigureAwait(false);
                break;
            case DefaultUpdateMessage update:
                await RefuseAsync(update.Relation, update.NewRow, cancellation).ConfigureAwait(false);
                break;
            case KeyDeleteMessage delete:
                await RefuseAsync(delete.Relation, delete.Key, cancellation).ConfigureAwait(false);
                break;
            default:
                break;
        }
    }

    private async ValueTask RefuseAsync(RelationMessage relation, ReplicationTuple tuple, CancellationToken cancellation)
    {
        await RowReading.SkipAsync(tuple, cancellation).ConfigureAwait(false);
        if (relation.Namespace != OwnSchema)
        {
            var name = new TableName(relation.Namespace, relation.RelationName);
            bracket.Touch(name.ToString());
            bracket.Refuse($"table {name} has no longer REPLICA IDENTITY FULL");
        }
    }

    private void Add(TableDescription table, Change? change, bool tooLarge)
    {
        if (tooLarge)
        {
            bracket.Refuse($"a row of {table.Name} is larger than {bounds.Bytes} bytes");
        }
        else if (change is not null)
        {
            bracket.Add(table.Name, change);
        }
    }

    /// <summary>The table when the values of its rows are to be read.</summary>
    private TableDescription? Wanted(RelationMessage relation)
    {
        var name = new TableName(relation.Namespace, relation.RelationName);
        if (name.Schema == OwnSchema && catalog.Find(name) is null)
        {
            return null;
        }

        bracket.Touch(name.ToString());
        if (!tables.TryGetValue(relation.RelationId, out var table))
        {
            table = catalog.Find(name);
            tables.Add(relation.RelationId, table);
        }

        if (table is null || !table.HasKey || table.Columns.Length != relation.Columns.Count)
        {
            bracket.Refuse($"table {name} is not as it was when the image was prepared");
            return null;
        }

        return bracket.WantsValues ? table : null;
    }
}

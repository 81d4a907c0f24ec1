using Spare.Postgres.Catalog;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Apply;

/// <summary>
/// The SQL of each kind of change by its shape. Names are taken from a change only when this server's catalog has
/// exactly such a table and column; values are parameters. Nothing else of a write set becomes SQL.
/// </summary>
internal sealed class StatementTexts(DatabaseCatalog catalog)
{
    /// <summary>Shapes remembered; beyond that all are forgotten and built anew.</summary>
    private const int ShapesMaximum = 2000;

    private readonly Dictionary<(RowShape Key, RowShape? Changed), string> updates = [];
    private readonly Dictionary<RowShape, string> inserts = [];

    /// <returns><c>null</c>, with the reason, when the catalog has no such table, columns or key.</returns>
    public string? Of(Change change, out string reason)
    {
        reason = string.Empty;
        return change switch
        {
            Change.Inserted inserted => Insert(inserted.Row.Shape, ref reason),
            Change.Updated updated => Update(updated.Key.Shape, updated.Changed.Shape, ref reason),
            Change.Deleted deleted => Update(deleted.Key.Shape, null, ref reason),
            Change.Truncated truncated => Truncate(truncated, ref reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private string? Insert(RowShape shape, ref string reason)
    {
        if (inserts.TryGetValue(shape, out var known))
        {
            return known;
        }

        if (Checked(shape, key: null, ref reason) is null)
        {
            return null;
        }

        var columns = string.Join(", ", shape.Columns.Select(column => Quoted.Name(column.Name)));
        var values = string.Join(", ", shape.Columns.Select((_, index) => $"${index + 1}"));
        var text = $"INSERT INTO {Quoted.Table(shape.Table)} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})";
        return Remember(inserts, shape, text);
    }

    private string? Update(RowShape key, RowShape? changed, ref string reason)
    {
        if (updates.TryGetValue((key, changed), out var known))
        {
            return known;
        }

        if (Checked(changed ?? key, key, ref reason) is null)
        {
            return null;
        }

        var first = changed?.Columns.Length ?? 0;
        var condition = string.Join(
            " AND ", key.Columns.Select((column, index) => $"{Quoted.Name(column.Name)} = ${first + index + 1}"));
        var text = changed is null
            ? $"DELETE FROM ONLY {Quoted.Table(key.Table)} WHERE {condition}"
            : $"UPDATE ONLY {Quoted.Table(key.Table)} SET {Assignments(changed)} WHERE {condition}";
        return Remember(updates, (key, changed), text);
    }

    private string? Truncate(Change.Truncated truncated, ref string reason)
    {
        foreach (var name in truncated.Tables)
        {
            if (catalog.Find(name) is null)
            {
                reason = $"there is no table {name}";
                return null;
            }
        }

        return $"TRUNCATE ONLY {string.Join(", ", truncated.Tables.Select(Quoted.Table))}";
    }

    private TableDescription? Checked(RowShape shape, RowShape? key, ref string reason)
    {
        if (catalog.Find(shape.Table) is not { } table)
        {
            reason = $"there is no table {shape.Table}";
            return null;
        }

        foreach (var column in shape.Columns.Where(column => !table.Has(column)))
        {
            reason = $"table {shape.Table} has no column {column}";
            return null;
        }

        if (key is not null && !key.Equals(table.Key))
        {
            reason = $"the key of table {shape.Table} is not ({string.Join(", ", key.Columns)})";
            return null;
        }

        return table;
    }

    private static string Assignments(RowShape changed) =>
        string.Join(", ", changed.Columns.Select((column, index) => $"{Quoted.Name(column.Name)} = ${index + 1}"));

    private static string Remember<TKey>(Dictionary<TKey, string> texts, TKey key, string text)
        where TKey : notnull
    {
        if (texts.Count >= ShapesMaximum)
        {
            texts.Clear();
        }

        texts.Add(key, text);
        return text;
    }
}

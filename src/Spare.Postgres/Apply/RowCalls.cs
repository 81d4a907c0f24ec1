using Spare.Postgres.Catalog;
using Spare.Postgres.Preparation;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Apply;

/// <summary>
/// The call of each kind of change by its shape. Names are taken from a change only when this server's catalog has
/// exactly such a table and column; values are parameters. Nothing else of a write set becomes SQL.
/// </summary>
internal sealed class RowCalls(DatabaseCatalog catalog)
{
    /// <summary>Shapes remembered; beyond that all are forgotten and built anew.</summary>
    private const int ShapesMaximum = 2000;

    private readonly Dictionary<(RowShape? Key, RowShape? Row), RowCall> calls = [];

    /// <returns><c>null</c>, with the reason, when the catalog has no such table, columns or key.</returns>
    public RowCall? Of(Change change, out string reason)
    {
        var (key, row) = change switch
        {
            Change.Inserted inserted => (null, inserted.Row.Shape),
            Change.Updated updated => (updated.Key.Shape, updated.Changed.Shape),
            Change.Deleted deleted => (deleted.Key.Shape, (RowShape?)null),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        reason = string.Empty;
        if (calls.TryGetValue((key, row), out var known))
        {
            return known;
        }

        if (Build(key, row, out reason) is not { } built)
        {
            return null;
        }

        if (calls.Count >= ShapesMaximum)
        {
            calls.Clear();
        }

        calls.Add((key, row), built);
        return built;
    }

    /// <returns>What empties these tables; <c>null</c>, with the reason, when the catalog does not have all of them.</returns>
    public string? Truncate(Change.Truncated truncated, out string reason)
    {
        foreach (var name in truncated.Tables)
        {
            if (catalog.Find(name) is null)
            {
                reason = $"there is no table {name}";
                return null;
            }
        }

        reason = string.Empty;
        return $"TRUNCATE ONLY {string.Join(", ", truncated.Tables.Select(Quoted.Table))}";
    }

    private RowCall? Build(RowShape? key, RowShape? row, out string reason)
    {
        var name = (row ?? key)!.Table; // A change has one of them.
        if (catalog.Find(name) is not { } table)
        {
            reason = $"there is no table {name}";
            return null;
        }

        var places = row is null ? [] : row.Columns.Select(table.PlaceOf).ToArray();
        reason = (row is null ? null : WrongColumns(table, row, places))
            ?? (key is null ? WrongWidth(table, places) : WrongKey(table, key, places))
            ?? string.Empty;
        return reason.Length == 0 ? CallOf(table, key, row, places) : null;
    }

    private static string? WrongColumns(TableDescription table, RowShape row, int[] places)
    {
        for (var index = 0; index < places.Length; index++)
        {
            if (places[index] < 0)
            {
                return $"table {table.Name} has no column {row.Columns[index]}";
            }

            if (index > 0 && places[index] <= places[index - 1])
            {
                return $"the columns of table {table.Name} come in another order than {row}";
            }
        }

        return null;
    }

    /// <summary>Of a new row.</summary>
    private static string? WrongWidth(TableDescription table, int[] places) =>
        places.Length == table.Columns.Length
            ? null
            : $"a row of table {table.Name} has {table.Columns.Length} columns, not {places.Length}";

    /// <summary>Of an update or a deletion.</summary>
    private static string? WrongKey(TableDescription table, RowShape key, int[] places)
    {
        if (!key.Equals(table.Key))
        {
            return $"the key of table {table.Name} is not ({string.Join(", ", key.Columns)})";
        }

        var fixedPlace = Array.FindIndex(places, place => !table.IsAssignable(place));
        return fixedPlace < 0 ? null : $"no update can assign {table.Columns[places[fixedPlace]]} of table {table.Name}";
    }

    private static RowCall CallOf(TableDescription table, RowShape? key, RowShape? row, int[] places)
    {
        var (name, columns, keys) = (table.Name, table.Columns.Length, table.Key.Columns.Length);
        if (key is null)
        {
            return new RowCall(name, RowFunctions.InsertCall(name), columns, places, Changed: null);
        }

        if (row is null)
        {
            return new RowCall(name, RowFunctions.DeleteCall(name), keys, [.. Enumerable.Range(0, keys)], Changed: null);
        }

        int[] all = [.. places, .. Enumerable.Range(columns, keys)];
        bool[] changed = [.. Enumerable.Range(0, columns).Select(place => places.Contains(place))];
        return new RowCall(name, RowFunctions.UpdateCall(name), columns + keys, all, changed);
    }
}

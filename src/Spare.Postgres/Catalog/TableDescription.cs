using System.Collections.Immutable;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Catalog;

/// <summary>One table of the service: its columns without generated ones, and those that tell its rows apart.</summary>
public sealed class TableDescription
{
    private readonly ImmutableArray<bool> generatedAlways;
    private readonly Dictionary<string, int> places;

    /// <param name="generatedAlways">For each column, whether it is an identity that no update may assign.</param>
    public TableDescription(
        TableName name, ImmutableArray<Column> columns, ImmutableArray<bool> inKey, ImmutableArray<bool> generatedAlways)
    {
        this.generatedAlways = generatedAlways;
        Name = name;
        Columns = columns;
        InKey = inKey;
        Key = new RowShape(name, [.. columns.Where((_, index) => inKey[index])]);
        Whole = new RowShape(name, columns);
        places = columns.Select((column, place) => (column.Name, place))
            .ToDictionary(pair => pair.Name, pair => pair.place, StringComparer.Ordinal);
    }

    public TableName Name { get; }

    public ImmutableArray<Column> Columns { get; }

    /// <summary>For each column, whether it belongs to the key.</summary>
    public ImmutableArray<bool> InKey { get; }

    /// <summary>Primary key, or the first by name of its unique, immediate, complete indexes over NOT NULL columns.</summary>
    public RowShape Key { get; }

    public RowShape Whole { get; }

    public bool HasAssignable => generatedAlways.Contains(false);

    public bool HasKey => !Key.Columns.IsEmpty;

    /// <returns>Where among <see cref="Columns"/> exactly this one is; -1 when it is not.</returns>
    public int PlaceOf(Column column) =>
        places.TryGetValue(column.Name, out var place) && Columns[place] == column ? place : -1;

    /// <summary>Whether an update may assign the column at this place.</summary>
    public bool IsAssignable(int place) => !generatedAlways[place];
}

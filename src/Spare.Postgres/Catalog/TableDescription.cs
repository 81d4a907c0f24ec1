using System.Collections.Immutable;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Catalog;

/// <summary>One table of the service: its columns without generated ones, and those that tell its rows apart.</summary>
public sealed class TableDescription
{
    private readonly Dictionary<string, Column> byName;

    public TableDescription(TableName name, ImmutableArray<Column> columns, ImmutableArray<bool> inKey)
    {
        Name = name;
        Columns = columns;
        InKey = inKey;
        Key = new RowShape(name, [.. columns.Where((_, index) => inKey[index])]);
        Whole = new RowShape(name, columns);
        byName = columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
    }

    public TableName Name { get; }

    public ImmutableArray<Column> Columns { get; }

    /// <summary>For each column, whether it belongs to the key.</summary>
    public ImmutableArray<bool> InKey { get; }

    /// <summary>Primary key, or the first by name of its unique, immediate, complete indexes over NOT NULL columns.</summary>
    public RowShape Key { get; }

    public RowShape Whole { get; }

    public bool HasKey => !Key.Columns.IsEmpty;

    public bool Has(Column column) => byName.TryGetValue(column.Name, out var known) && known == column;
}

using System.Collections.Immutable;

namespace Spare.Protocol.WriteSets;

/// <summary>Some columns of one table, in the table's order: what a row's values belong to. Compared by content.</summary>
public sealed class RowShape(TableName table, ImmutableArray<Column> columns) : IEquatable<RowShape>
{
    private readonly int hash = HashOf(table, columns);

    public TableName Table { get; } = table;

    public ImmutableArray<Column> Columns { get; } = columns;

    public bool Equals(RowShape? other) =>
        ReferenceEquals(this, other)
        || (other is not null && hash == other.hash && Table == other.Table
            && Columns.AsSpan().SequenceEqual(other.Columns.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as RowShape);

    public override int GetHashCode() => hash;

    public override string ToString() => $"{Table} ({string.Join(", ", Columns)})";

    private static int HashOf(TableName table, ImmutableArray<Column> columns)
    {
        var hash = default(HashCode);
        hash.Add(table);
        foreach (var column in columns)
        {
            hash.Add(column);
        }

        return hash.ToHashCode();
    }
}

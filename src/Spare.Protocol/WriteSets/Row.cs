using System.Collections.Immutable;

namespace Spare.Protocol.WriteSets;

/// <summary>
/// Values of a shape's columns: PostgreSQL's text output under the settings that Spare pins (ISO dates in UTC, hex
/// bytea, shortest exact floats), <c>null</c> for NULL. Compared by content.
/// </summary>
public sealed class Row(RowShape shape, ImmutableArray<string?> values) : IEquatable<Row>
{
    public RowShape Shape { get; } = shape;

    public ImmutableArray<string?> Values { get; } = values;

    public bool Equals(Row? other) =>
        other is not null && Shape.Equals(other.Shape) && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Row);

    public override int GetHashCode() => HashCode.Combine(Shape, Values.Length, Values.Length > 0 ? Values[0] : null);

    public override string ToString() => string.Join(
        ", ", Shape.Columns.Zip(Values, (column, value) => $"{column.Name} = {(value is null ? "NULL" : $"'{value}'")}"));
}

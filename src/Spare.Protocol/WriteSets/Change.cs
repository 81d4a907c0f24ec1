using System.Collections.Immutable;

namespace Spare.Protocol.WriteSets;

/// <summary>One step of a write set, in the order in which the service did it (SPARE 3.2).</summary>
public abstract record Change
{
    private Change()
    {
    }

    /// <summary>A new row with all its columns except generated ones.</summary>
    public sealed record Inserted(Row Row) : Change
    {
        public override string ToString() => $"insert {Row.Shape.Table}: {Row}";
    }

    /// <summary>The columns that got another value, in the row that had this key before.</summary>
    public sealed record Updated(Row Key, Row Changed) : Change
    {
        public override string ToString() => $"update {Key.Shape.Table} where {Key}: {Changed}";
    }

    public sealed record Deleted(Row Key) : Change
    {
        public override string ToString() => $"delete {Key.Shape.Table} where {Key}";
    }

    /// <summary>Tables emptied by one command.</summary>
    public sealed record Truncated(ImmutableArray<TableName> Tables) : Change
    {
        public bool Equals(Truncated? other) => other is not null && Tables.AsSpan().SequenceEqual(other.Tables.AsSpan());

        public override int GetHashCode() => Tables.Length == 0 ? 0 : Tables[0].GetHashCode();

        public override string ToString() => $"truncate {string.Join(", ", Tables)}";
    }
}

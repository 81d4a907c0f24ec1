namespace Spare.Protocol.WriteSets;

/// <summary>A table, by schema and name as the catalog spells them, without quotes.</summary>
public readonly record struct TableName(string Schema, string Name) : IComparable<TableName>
{
    public int CompareTo(TableName other)
    {
        var bySchema = string.CompareOrdinal(Schema, other.Schema);
        return bySchema != 0 ? bySchema : string.CompareOrdinal(Name, other.Name);
    }

    public override string ToString() => $"{Schema}.{Name}";
}

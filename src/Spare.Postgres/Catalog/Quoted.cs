using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Catalog;

/// <summary>Names as SQL identifiers. Every name comes from this server's own catalog, never from a guest.</summary>
internal static class Quoted
{
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Table(TableName table) => $"{Name(table.Schema)}.{Name(table.Name)}";

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

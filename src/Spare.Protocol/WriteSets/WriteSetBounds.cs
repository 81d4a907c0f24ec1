namespace Spare.Protocol.WriteSets;

/// <summary>What one write set may hold. They bound what a lying replica can make its manager store and parse.</summary>
/// <param name="Bytes">Canonical bytes.</param>
/// <param name="Changes">Rows and truncates.</param>
/// <param name="Values">Columns of all shapes and values of all rows together.</param>
public readonly record struct WriteSetBounds(int Bytes, int Changes, int Values)
{
    /// <summary>PostgreSQL's limit on the bytes of a name; four times as many for a name of another image's database.</summary>
    public const int NameBytes = 256;

    /// <summary>PostgreSQL's limit on columns of a table.</summary>
    public const int Columns = 1600;

    /// <summary>Different combinations of table and changed columns.</summary>
    public const int Shapes = 4096;

    public const int Sequences = 10_000;

    public const int TruncatedTables = 10_000;

    public static WriteSetBounds Standard { get; } = new(16 * 1024 * 1024, 100_000, 1_000_000);
}

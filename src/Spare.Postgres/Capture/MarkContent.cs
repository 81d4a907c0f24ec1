using System.Collections.Immutable;
using System.Globalization;
using Spare.Postgres.Catalog;
using Spare.Protocol;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Capture;

/// <summary>
/// What Spare's own messages in the database's log say: a position and, at the end of a write, where every sequence
/// stands, in the catalog's order.
/// </summary>
internal static class MarkContent
{
    /// <summary>The table that carries them where the log tells no messages.</summary>
    public const string Table = "marks";

    public const string Begin = "spare.begin";
    public const string End = "spare.end";
    public const string EndWithoutPositions = "spare.end-without-positions";
    public const string Abandon = "spare.abandon";
    public const string Flush = "spare.flush";
    public const string SchemaChange = "spare.schema";

    /// <exception cref="FormatException">Not written by <c>spare.mark</c>.</exception>
    public static (SequenceNumber Sequence, string Detail) Parse(string text)
    {
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        var number = line < 0 ? text : text[..line];
        return (
            new SequenceNumber((ulong)long.Parse(number, CultureInfo.InvariantCulture)),
            line < 0 ? string.Empty : text[(line + 1)..]);
    }

    /// <exception cref="FormatException">Not written by <c>spare.positions</c> of this catalog.</exception>
    public static ImmutableArray<SequenceValue> ParsePositions(string text, DatabaseCatalog catalog)
    {
        var parts = text.Length == 0 ? [] : text.Split(' ');
        if (parts.Length != catalog.Sequences.Length)
        {
            throw new FormatException(
                $"The database reports {parts.Length} sequence positions and has {catalog.Sequences.Length} sequences.");
        }

        return [.. parts.Select((part, index) => new SequenceValue(
            catalog.Sequences[index], long.Parse(part.AsSpan(..^1), CultureInfo.InvariantCulture), part[^1] == 't'))];
    }
}

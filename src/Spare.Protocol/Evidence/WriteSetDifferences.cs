using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Evidence;

/// <summary>How a canonical write set differs from another: row by row in the order of execution, then sequences.</summary>
public static class WriteSetDifferences
{
    /// <summary>None when they are equal. The bytes come from replicas and may be anything.</summary>
    public static IEnumerable<Difference> Between(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> given)
    {
        if (expected.SequenceEqual(given))
        {
            return [];
        }

        return WriteSet.TryParse(expected, WriteSetBounds.Standard, out var left)
            && WriteSet.TryParse(given, WriteSetBounds.Standard, out var right)
            ? InChanges(left, right).Concat(InSequences(left, right))
            : [Difference.Of("write set", $"{expected.Length} bytes", $"{given.Length} bytes, no write set")];
    }

    /// <summary>One change too many or too few does not make all later ones differ.</summary>
    private static IEnumerable<Difference> InChanges(WriteSet expected, WriteSet given)
    {
        var (left, right) = (0, 0);
        while (left < expected.Changes.Length || right < given.Changes.Length)
        {
            var (one, other) = (At(expected, left), At(given, right));
            if (one is not null && other is not null && one == other)
            {
                (left, right) = (left + 1, right + 1);
            }
            else if (other is null || (one is not null && At(expected, left + 1) == other))
            {
                yield return Difference.Of($"change {++left}", $"{one}", null);
            }
            else if (one is null || one == At(given, right + 1))
            {
                yield return Difference.Of($"change {++right}", null, $"{other}");
            }
            else
            {
                foreach (var difference in Between(++left, one, other))
                {
                    yield return difference;
                }

                right++;
            }
        }
    }

    private static IEnumerable<Difference> Between(int number, Change expected, Change given) => (expected, given) switch
    {
        (Change.Updated left, Change.Updated right) when left.Key.Equals(right.Key) =>
            InColumns($"change {number}: update {left.Key.Shape.Table} where {left.Key}", left.Changed, right.Changed),
        (Change.Inserted left, Change.Inserted right) when left.Row.Shape.Table == right.Row.Shape.Table =>
            InColumns($"change {number}: insert {left.Row.Shape.Table}", left.Row, right.Row),
        (Change.Deleted left, Change.Deleted right) when left.Key.Shape.Table == right.Key.Shape.Table =>
            InColumns($"change {number}: delete {left.Key.Shape.Table}", left.Key, right.Key),
        _ => [Difference.Of($"change {number}", $"{expected}", $"{given}")],
    };

    private static IEnumerable<Difference> InColumns(string change, Row expected, Row given)
    {
        var (left, right) = (ByColumn(expected), ByColumn(given));
        return from column in left.Keys.Union(right.Keys)
               let pair = (Expected: left.GetValueOrDefault(column), Given: right.GetValueOrDefault(column))
               where pair.Expected != pair.Given
               select Difference.Of($"{change}, column {column.Name}", pair.Expected, pair.Given);
    }

    private static Dictionary<Column, string> ByColumn(Row row) => row.Shape.Columns
        .Zip(row.Values, (column, value) => (column, Text: value is null ? "NULL" : $"'{value}'"))
        .ToDictionary(pair => pair.column, pair => pair.Text);

    private static IEnumerable<Difference> InSequences(WriteSet expected, WriteSet given)
    {
        var (left, right) = (ByName(expected), ByName(given));
        return from name in left.Keys.Union(right.Keys).Order()
               let pair = (Expected: left.GetValueOrDefault(name), Given: right.GetValueOrDefault(name))
               where pair.Expected != pair.Given
               select Difference.Of($"sequence {name}", pair.Expected, pair.Given);
    }

    private static Dictionary<TableName, string> ByName(WriteSet writeSet) =>
        writeSet.Sequences.ToDictionary(sequence => sequence.Name, sequence => $"{sequence}");

    private static Change? At(WriteSet writeSet, int index) =>
        index < writeSet.Changes.Length ? writeSet.Changes[index] : null;
}

using Spare.Protocol.Wire;

namespace Spare.Protocol.WriteSets;

/// <summary>
/// Builds a write set's canonical bytes change by change and stops growing at the bounds. A shape is spelled out
/// where it is first used and named by its number afterwards, so that many rows of one table stay small.
/// </summary>
public sealed class WriteSetEncoding(WriteSetBounds bounds)
{
    private readonly WireWriter writer = new();
    private readonly Dictionary<RowShape, int> shapes = [];
    private int changes;
    private int values;

    /// <summary>False: the write set is over its bounds and holds nothing of use any more.</summary>
    public bool Fits { get; private set; } = true;

    public int Changes => changes;

    /// <summary>False when the change, or one before it, did not fit.</summary>
    public bool Add(Change change)
    {
        if (!Fits || ++changes > bounds.Changes || SizeOf(change) > bounds.Bytes - writer.Length)
        {
            Fits = false;
            return false;
        }

        if (changes == 1)
        {
            writer.Byte(WriteSetForm.Version);
        }

        Format(change);
        Fits &= writer.Length <= bounds.Bytes && values <= bounds.Values && shapes.Count <= WriteSetBounds.Shapes;
        return Fits;
    }

    /// <summary>The finished write set with the sequences that moved, in any order. The caller has checked <see cref="Fits"/>.</summary>
    public EncodedWriteSet Complete(IReadOnlyCollection<SequenceValue> sequences)
    {
        Invariant.Holds(Fits);
        if (changes == 0)
        {
            if (sequences.Count == 0)
            {
                return EncodedWriteSet.Empty;
            }

            writer.Byte(WriteSetForm.Version);
        }

        writer.Byte(WriteSetForm.EndOfChanges);
        writer.UInt32((uint)sequences.Count);
        foreach (var sequence in sequences.OrderBy(sequence => sequence.Name))
        {
            Format(sequence.Name);
            writer.Int64(sequence.Last);
            writer.Byte(sequence.Called ? (byte)1 : (byte)0);
        }

        return new EncodedWriteSet(writer.ToArray());
    }

    /// <summary>A lower bound of what a change needs, known without writing it.</summary>
    private static long SizeOf(Change change) => change switch
    {
        Change.Inserted inserted => SizeOf(inserted.Row),
        Change.Updated updated => SizeOf(updated.Key) + SizeOf(updated.Changed),
        Change.Deleted deleted => SizeOf(deleted.Key),
        _ => 0,
    };

    private static long SizeOf(Row row) => row.Values.Sum(value => value?.Length ?? 0L);

    private void Format(Change change)
    {
        switch (change)
        {
            case Change.Inserted inserted:
                writer.Byte(WriteSetForm.Inserted);
                Format(inserted.Row);
                break;
            case Change.Updated updated:
                writer.Byte(WriteSetForm.Updated);
                Format(updated.Key);
                Format(updated.Changed);
                break;
            case Change.Deleted deleted:
                writer.Byte(WriteSetForm.Deleted);
                Format(deleted.Key);
                break;
            case Change.Truncated truncated:
                Format(truncated);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Format(Change.Truncated truncated)
    {
        writer.Byte(WriteSetForm.Truncated);
        writer.UInt32((uint)truncated.Tables.Length);
        foreach (var table in truncated.Tables)
        {
            Format(table);
        }
    }

    private void Format(Row row)
    {
        Invariant.Holds(row.Values.Length == row.Shape.Columns.Length);
        Format(row.Shape);
        values += row.Values.Length;
        foreach (var value in row.Values)
        {
            writer.Byte(value is null ? WriteSetForm.Null : WriteSetForm.Value);
            if (value is not null)
            {
                writer.Text(value);
            }
        }
    }

    private void Format(RowShape shape)
    {
        if (shapes.TryGetValue(shape, out var known))
        {
            writer.UInt16((ushort)known);
            return;
        }

        writer.UInt16((ushort)shapes.Count);
        shapes.Add(shape, shapes.Count);
        values += shape.Columns.Length;
        Format(shape.Table);
        writer.UInt16((ushort)shape.Columns.Length);
        foreach (var column in shape.Columns)
        {
            writer.Text(column.Name);
            writer.Text(column.Type);
        }
    }

    private void Format(TableName name)
    {
        writer.Text(name.Schema);
        writer.Text(name.Name);
    }
}

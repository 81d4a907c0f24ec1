using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Spare.Protocol.Wire;

namespace Spare.Protocol.WriteSets;

/// <summary>
/// Reads canonical write sets. What it accepts encodes to the same bytes again: a write set has one form, so that
/// equal digests and equal write sets mean the same.
/// </summary>
internal ref struct WriteSetDecoding
{
    private readonly WriteSetBounds bounds;
    private readonly List<RowShape> shapes = [];
    private WireReader reader;
    private int values;

    private WriteSetDecoding(ReadOnlySpan<byte> source, WriteSetBounds bounds)
    {
        reader = new WireReader(source);
        this.bounds = bounds;
    }

    public static bool TryParse(
        ReadOnlySpan<byte> source, WriteSetBounds bounds, [NotNullWhen(true)] out WriteSet? writeSet)
    {
        writeSet = null;
        if (source.Length > bounds.Bytes)
        {
            return false;
        }

        writeSet = source.IsEmpty ? WriteSet.Empty : new WriteSetDecoding(source, bounds).Parse();
        return writeSet is not null;
    }

    private WriteSet? Parse()
    {
        reader.FailUnless(reader.Byte() == WriteSetForm.Version);
        var changes = ImmutableArray.CreateBuilder<Change>();
        while (ParseChange() is { } change)
        {
            changes.Add(change);
            reader.FailUnless(changes.Count <= bounds.Changes && values <= bounds.Values);
        }

        var sequences = ParseSequences();
        reader.FailUnless(changes.Count + sequences.Length > 0);
        return reader.Complete ? new WriteSet(changes.DrainToImmutable(), sequences) : null;
    }

    /// <summary><c>null</c> at the end of the changes and after a failure.</summary>
    private Change? ParseChange()
    {
        var kind = reader.Byte();
        Change? change = kind switch
        {
            WriteSetForm.Inserted when ParseRow() is { } row => new Change.Inserted(row),
            WriteSetForm.Updated => ParseUpdated(),
            WriteSetForm.Deleted when ParseRow() is { } key => new Change.Deleted(key),
            WriteSetForm.Truncated => ParseTruncated(),
            _ => null,
        };
        reader.FailUnless(change is not null || kind == WriteSetForm.EndOfChanges);
        return reader.Failed ? null : change;
    }

    private Change.Updated? ParseUpdated()
    {
        var key = ParseRow();
        var changed = ParseRow();
        return key is not null && changed is not null && key.Shape.Table == changed.Shape.Table
            ? new Change.Updated(key, changed)
            : null;
    }

    private Change.Truncated ParseTruncated()
    {
        var count = reader.Count(WriteSetBounds.TruncatedTables);
        reader.FailUnless(count > 0);
        var tables = ImmutableArray.CreateBuilder<TableName>();
        for (var index = 0; index < count && !reader.Failed; index++)
        {
            tables.Add(ParseName());
        }

        return new Change.Truncated(tables.DrainToImmutable());
    }

    private Row? ParseRow()
    {
        if (ParseShape() is not { } shape)
        {
            return null;
        }

        values += shape.Columns.Length;
        reader.FailUnless(values <= bounds.Values && reader.Remaining >= shape.Columns.Length);
        var row = ImmutableArray.CreateBuilder<string?>(reader.Failed ? 0 : shape.Columns.Length);
        for (var index = 0; index < shape.Columns.Length && !reader.Failed; index++)
        {
            var marker = reader.Byte();
            reader.FailUnless(marker is WriteSetForm.Null or WriteSetForm.Value);
            row.Add(marker == WriteSetForm.Null ? null : reader.Text(bounds.Bytes));
        }

        return reader.Failed ? null : new Row(shape, row.DrainToImmutable());
    }

    private RowShape? ParseShape()
    {
        var number = reader.UInt16();
        if (number < shapes.Count)
        {
            return shapes[number];
        }

        reader.FailUnless(number == shapes.Count && number < WriteSetBounds.Shapes);
        var table = ParseName();
        var count = reader.UInt16();
        values += count;
        reader.FailUnless(count is > 0 and <= WriteSetBounds.Columns && values <= bounds.Values);
        var columns = ImmutableArray.CreateBuilder<Column>();
        for (var index = 0; index < count && !reader.Failed; index++)
        {
            columns.Add(new Column(ParseText(), ParseText()));
        }

        var shape = new RowShape(table, columns.DrainToImmutable());
        reader.FailUnless(!shapes.Contains(shape));
        shapes.Add(shape);
        return reader.Failed ? null : shape;
    }

    private ImmutableArray<SequenceValue> ParseSequences()
    {
        var count = reader.Count(WriteSetBounds.Sequences);
        var sequences = ImmutableArray.CreateBuilder<SequenceValue>();
        for (var index = 0; index < count && !reader.Failed; index++)
        {
            var name = ParseName();
            var last = reader.Int64();
            var called = reader.Byte();
            reader.FailUnless(called <= 1);
            reader.FailUnless(index == 0 || sequences[^1].Name.CompareTo(name) < 0);
            sequences.Add(new SequenceValue(name, last, called == 1));
        }

        return sequences.DrainToImmutable();
    }

    private TableName ParseName() => new(ParseText(), ParseText());

    private string ParseText()
    {
        var text = reader.Text(WriteSetBounds.NameBytes);
        reader.FailUnless(text.Length > 0);
        return text;
    }
}

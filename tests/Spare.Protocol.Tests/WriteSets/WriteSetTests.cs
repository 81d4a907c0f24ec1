using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol.Wire;
using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Tests.WriteSets;

/// <summary>One form for every write set, and no bytes that harm its reader.</summary>
public sealed class WriteSetTests
{
    private static readonly RowShape Item = new(
        new TableName("public", "item"), [new Column("id", "integer"), new Column("name", "text")]);

    [Fact]
    public void Comes_back_from_its_bytes() => Prop.ForAll(
        ArbitraryWriteSets.All,
        writeSet => WriteSet.TryParse(writeSet.Encode().Bytes.Span, WriteSetBounds.Standard, out var parsed)
            && parsed.Equals(writeSet)).QuickCheckThrowOnFailure();

    [Fact]
    public void Has_one_form() => Prop.ForAll(
        ArbitraryWriteSets.All, ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(),
        (writeSet, position, value) =>
        {
            var bytes = writeSet.Encode().Bytes.ToArray();
            if (bytes.Length > 0)
            {
                bytes[(int)((uint)position % (uint)bytes.Length)] = value;
            }

            return !WriteSet.TryParse(bytes, WriteSetBounds.Standard, out var parsed)
                || parsed.Encode().Bytes.Span.SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Survives_any_bytes() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        bytes =>
        {
            byte[] content = [1, .. bytes ?? []];
            return !WriteSet.TryParse(content, WriteSetBounds.Standard, out var parsed)
                || parsed.Encode().Bytes.Span.SequenceEqual(content);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Is_no_bytes_and_no_digest_when_nothing_was_written()
    {
        Assert.True(WriteSet.Empty.Encode().WroteNothing);
        Assert.Equal(default, WriteSet.Empty.Encode().Digest);
        Assert.True(WriteSet.TryParse([], WriteSetBounds.Standard, out var parsed));
        Assert.True(parsed.WroteNothing);
    }

    [Fact]
    public void Is_not_the_same_as_an_empty_one_with_bytes()
    {
        var writer = new WireWriter();
        writer.Byte(1);
        writer.Byte(0);
        writer.UInt32(0);

        Assert.False(WriteSet.TryParse(writer.Written, WriteSetBounds.Standard, out _));
    }

    [Fact]
    public void Refuses_sequences_out_of_order()
    {
        var writer = new WireWriter();
        writer.Byte(1);
        writer.Byte(0);
        writer.UInt32(2);
        foreach (var name in new[] { "b", "a" })
        {
            writer.Text("public");
            writer.Text(name);
            writer.Int64(1);
            writer.Byte(1);
        }

        Assert.False(WriteSet.TryParse(writer.Written, WriteSetBounds.Standard, out _));
    }

    [Theory]
    [InlineData(10, 100, 1000)]
    [InlineData(1000, 1, 1000)]
    [InlineData(1000, 100, 5)]
    public void Is_refused_beyond_its_bounds_by_writer_and_reader(int bytes, int changes, int values)
    {
        var bounds = new WriteSetBounds(bytes, changes, values);
        Change[] rows = [.. Enumerable.Range(0, 2).Select(id => new Change.Inserted(new Row(Item, [$"{id}", "x"])))];
        var encoding = new WriteSetEncoding(bounds);

        Assert.Contains(false, rows.Select(encoding.Add).ToList());
        Assert.False(encoding.Fits);
        Assert.False(WriteSet.TryParse(new WriteSet([.. rows], []).Encode().Bytes.Span, bounds, out _));
    }

    [Fact]
    public void Spells_a_table_out_only_once()
    {
        var one = new WriteSet([new Change.Inserted(new Row(Item, ["1", "x"]))], []).Encode().Bytes.Length;
        var two = new WriteSet(
            [new Change.Inserted(new Row(Item, ["1", "x"])), new Change.Inserted(new Row(Item, ["2", "x"]))], []).Encode().Bytes.Length;

        Assert.InRange(two - one, 1, 16);
    }
}

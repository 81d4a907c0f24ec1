using System.Collections.Immutable;
using Spare.Protocol.Evidence;
using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Tests.Evidence;

public sealed class WriteSetDifferencesTests
{
    private static readonly TableName Bids = new("public", "bids");

    private static readonly RowShape Key = new(Bids, [new Column("id", "integer")]);

    private static readonly RowShape Bid = new(Bids, [new Column("id", "integer"), new Column("price", "numeric")]);

    [Fact]
    public void Equal_write_sets_do_not_differ() => Assert.Empty(Between([Insert(1, "2")], [Insert(1, "2")]));

    [Fact]
    public void A_changed_row_is_compared_column_by_column() => Assert.Equal(
        [new Difference("change 2: insert public.bids, column price", "'20'", "NULL")],
        Between([Insert(1, "10"), Insert(2, "20")], [Insert(1, "10"), Insert(2, null)]));

    [Fact]
    public void An_update_is_named_by_its_key() => Assert.Equal(
        [new Difference("change 1: update public.bids where id = '1', column price", "'10'", "'11'")],
        Between([Update(1, "10")], [Update(1, "11")]));

    [Fact]
    public void A_row_that_is_missing_does_not_make_all_later_ones_differ() => Assert.Equal(
        [new Difference("change 1", "insert public.bids: id = '1', price = '10'", "nothing")],
        Between([Insert(1, "10"), Insert(2, "20"), Insert(3, "30")], [Insert(2, "20"), Insert(3, "30")]));

    [Fact]
    public void A_row_too_many_is_named_alone() => Assert.Equal(
        [new Difference("change 2", "nothing", "insert public.bids: id = '9', price = '9'")],
        Between([Insert(1, "10"), Insert(2, "20")], [Insert(1, "10"), Insert(9, "9"), Insert(2, "20")]));

    [Fact]
    public void Nothing_written_differs_from_something_written() => Assert.Equal(
        [new Difference("change 1", "nothing", "delete public.bids where id = '1'")],
        Between([], [new Change.Deleted(new Row(Key, ["1"]))]));

    [Fact]
    public void Other_kinds_of_change_are_shown_whole() => Assert.Equal(
        [new Difference("change 1", "update public.bids where id = '1': id = '1', price = '10'", "truncate public.bids")],
        Between([Update(1, "10")], [new Change.Truncated([Bids])]));

    [Fact]
    public void Sequences_are_compared_by_name()
    {
        var name = new TableName("public", "bids_id_seq");
        Assert.Equal(
            [new Difference($"sequence {name}", $"sequence {name} at 5", $"sequence {name} at 6")],
            WriteSetDifferences.Between(
                Encoded([], [new SequenceValue(name, 5, true)]), Encoded([], [new SequenceValue(name, 6, true)])));
    }

    [Fact]
    public void What_is_no_write_set_is_named_as_such() => Assert.Equal(
        [new Difference("write set", $"{Encoded([Insert(1, "1")], []).Length} bytes", "3 bytes, no write set")],
        WriteSetDifferences.Between(Encoded([Insert(1, "1")], []), [1, 2, 3]));

    private static IEnumerable<Difference> Between(ImmutableArray<Change> expected, ImmutableArray<Change> given) =>
        WriteSetDifferences.Between(Encoded(expected, []), Encoded(given, []));

    private static ReadOnlySpan<byte> Encoded(ImmutableArray<Change> changes, ImmutableArray<SequenceValue> sequences) =>
        changes.IsEmpty && sequences.IsEmpty ? [] : new WriteSet(changes, sequences).Encode().Bytes.Span;

    private static Change.Inserted Insert(int id, string? price) => new(new Row(Bid, [$"{id}", price]));

    private static Change.Updated Update(int id, string price) =>
        new(new Row(Key, [$"{id}"]), new Row(Bid, [$"{id}", price]));
}

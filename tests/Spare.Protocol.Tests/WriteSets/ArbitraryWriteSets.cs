using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Tests.WriteSets;

/// <summary>Write sets with few names, so that shapes repeat, and any text as values.</summary>
internal static class ArbitraryWriteSets
{
    private static readonly Gen<TableName> Tables =
        Gen.Elements("item", "bid", "\"odd; name").Select(name => new TableName("public", name));

    private static readonly Gen<string?> Values = Gen.Frequency(
        (1, Gen.Constant<string?>(null)),
        (4, ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => (string?)WellFormed(text.Get))));

    private static readonly Gen<SequenceValue> Sequences =
        from name in Tables
        from last in ArbMap.Default.GeneratorFor<long>()
        from called in ArbMap.Default.GeneratorFor<bool>()
        select new SequenceValue(name, last, called);

    public static Arbitrary<WriteSet> All { get; } = Arb.From(
        from changes in Changes().ListOf()
        from sequences in Sequences.ListOf()
        select new WriteSet(
            [.. changes], [.. sequences.DistinctBy(sequence => sequence.Name).OrderBy(sequence => sequence.Name)]));

    private static Gen<Change> Changes() => Gen.OneOf(
        Tables.SelectMany(RowOf).Select(row => (Change)new Change.Inserted(row)),
        Tables.SelectMany(RowOf).Select(row => (Change)new Change.Deleted(row)),
        from table in Tables
        from key in RowOf(table)
        from changed in RowOf(table)
        select (Change)new Change.Updated(key, changed),
        Tables.NonEmptyListOf().Select(tables => (Change)new Change.Truncated([.. tables])));

    private static Gen<Row> RowOf(TableName table) =>
        from count in Gen.Choose(1, 4)
        from values in Values.ArrayOf(count)
        select new Row(ShapeOf(table, count), [.. values]);

    private static RowShape ShapeOf(TableName table, int count) => new(
        table, [.. Enumerable.Range(0, count).Select(index => new Column($"column{index}", index == 0 ? "integer" : "text"))]);

    /// <summary>Half a surrogate pair is no text of any database.</summary>
    private static string WellFormed(string text) => new([.. text.Where(character => !char.IsSurrogate(character))]);
}

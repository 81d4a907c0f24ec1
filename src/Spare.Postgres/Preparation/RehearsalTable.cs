using System.Collections.Immutable;
using System.Globalization;
using Spare.Postgres.Catalog;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Preparation;

/// <summary>
/// A table of Spare's own on which an agent rehearses updates and writes before its manager comes. It is empty before and
/// after, and no catalog of a service's tables has it, so that nothing done to it is in a write set.
/// </summary>
public static class RehearsalTable
{
    /// <summary>One committed row of every kind of change; as empty afterwards.</summary>
    public const string Rows = """
        INSERT INTO spare.rehearsal VALUES (1, '');
        UPDATE spare.rehearsal SET content = 'changed';
        DELETE FROM spare.rehearsal;
        """;

    internal const string Sql = """
        CREATE TABLE spare.rehearsal (id integer PRIMARY KEY, content text NOT NULL);
        ALTER TABLE spare.rehearsal REPLICA IDENTITY FULL;
        """;

    private static readonly Column Content = new("content", "text");

    /// <summary>For the catalog of whoever rehearses.</summary>
    public static TableDescription Description { get; } =
        new(new TableName("spare", "rehearsal"), [new Column("id", "integer"), Content], [true, false], [false, false]);

    /// <summary>Updates after which the table is as empty as before.</summary>
    /// <param name="count">At least two: the first inserts a row, the last deletes it.</param>
    public static ImmutableArray<EncodedWriteSet> Updates(int count)
    {
        var key = new Row(Description.Key, ["1"]);
        var changed = new RowShape(Description.Name, [Content]);
        return
        [
            Of(new Change.Inserted(new Row(Description.Whole, ["1", string.Empty]))),
            .. Enumerable.Range(0, count - 2).Select(number => Of(
                new Change.Updated(key, new Row(changed, [number.ToString(CultureInfo.InvariantCulture)])))),
            Of(new Change.Deleted(key)),
        ];
    }

    private static EncodedWriteSet Of(Change change) => new WriteSet([change], []).Encode();
}

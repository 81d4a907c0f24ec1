using System.Globalization;
using Spare.Protocol.WriteSets;

namespace Spare.MicroBenchmarks;

/// <summary>Write sets like those of a bid: one row is inserted, one is updated.</summary>
internal static class BidWriteSets
{
    public const int Items = 200;

    /// <summary>The tables that they fit.</summary>
    public const string Schema = """
        CREATE TABLE items (id integer PRIMARY KEY, nb_of_bids integer NOT NULL, max_bid double precision NOT NULL);
        CREATE TABLE bids (id integer PRIMARY KEY, item_id integer NOT NULL, user_id integer NOT NULL, bid double precision NOT NULL);
        INSERT INTO items SELECT id, 0, 0 FROM generate_series(1, 200) AS id;
        """;

    private static readonly RowShape Key = Shape("items", "id integer");
    private static readonly RowShape Item = Shape("items", "id integer", "nb_of_bids integer", "max_bid double precision");
    private static readonly RowShape Bid = Shape("bids", "id integer", "item_id integer", "user_id integer", "bid double precision");

    public static WriteSet Of(int number)
    {
        var (id, item) = (Text(number), Text(1 + (number % Items)));
        return new WriteSet(
            [
                new Change.Inserted(new Row(Bid, [id, item, "7", id])),
                new Change.Updated(new Row(Key, [item]), new Row(Item, [item, "1", id])),
            ],
            []);
    }

    private static RowShape Shape(string table, params string[] columns) => new(
        new TableName("public", table),
        [.. columns.Select(column => column.Split(' ', 2)).Select(parts => new Column(parts[0], parts[1]))]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

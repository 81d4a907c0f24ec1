namespace Spare.Postgres.Tests.Capture;

/// <summary>Capture, canonical bytes and apply together: whatever a service does, a copy ends up the same.</summary>
[Collection(ServerCollection.Name)]
public sealed class RoundTripTests(SharedServer shared)
{
    private const string TypesTable = """
        CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine"');
        CREATE DOMAIN price AS numeric(12, 2) CHECK (value >= 0);
        CREATE TABLE everything (
            id integer PRIMARY KEY, small smallint, big bigint, num numeric, amount price, single real, double_ double precision,
            flag boolean, note text, short varchar(20), fixed char(5), day date, clock time, clock_zone timetz,
            stamp timestamp, moment timestamptz, span interval, blob bytea, doc json, docb jsonb, tags text[],
            grid integer[][], feeling mood, token uuid, address inet, moods mood[], bits bit(3), period int4range);
        """;

    [Fact]
    public async Task Carries_every_common_type()
    {
        await CarriesAsync(
            TypesTable,
            """
            INSERT INTO everything VALUES (1, -32768, 9223372036854775807, 1.50, 10.00, 0.1, 0.30000000000000004, true,
                E'tab\t quote '' back\\slash\nline', 'short', 'ab', '2026-11-21', '01:02:03.4', '01:02:03+02',
                '2026-11-21 01:02:03.000004', '2026-11-21 01:02:03.000004+05', '1 year 2 days 03:04:05.6', '\x00ff10',
                '{"b": 1, "a": [1,  2]}', '{"b": 1, "a": [1,  2]}', '{a,"b c",NULL,"{}"}', '{{1,2},{3,4}}', 'it''s "fine"',
                '00000000-0000-0000-0000-000000000001', '10.0.0.1/8', '{sad,ok}', '101', '[1,5)')
            """,
            "INSERT INTO everything (id, double_, num, moment) VALUES (2, 'NaN', 'NaN', 'infinity'), (3, '-0', 1e40, '-infinity')",
            "INSERT INTO everything (id) VALUES (4)",
            "UPDATE everything SET tags = '{x}', docb = docb || '{\"c\": null}', blob = '\\x', feeling = 'sad' WHERE id = 1",
            "UPDATE everything SET note = '', num = NULL, double_ = 1e-300 WHERE id IN (1, 2)",
            "DELETE FROM everything WHERE id = 3");
    }

    [Fact]
    public async Task Carries_changes_of_keys_and_of_one_row_twice()
    {
        await CarriesAsync(
            "CREATE TABLE item (shop text, id integer, bids integer DEFAULT 0, PRIMARY KEY (id, shop))",
            "INSERT INTO item VALUES ('a', 1), ('b', 1), ('b', 2)",
            "UPDATE item SET id = id + 10 WHERE shop = 'b'; UPDATE item SET shop = 'c', bids = 5 WHERE id = 11",
            "BEGIN; UPDATE item SET bids = bids + 1 WHERE id = 1; UPDATE item SET bids = bids + 1 WHERE id = 1; COMMIT",
            "DELETE FROM item WHERE id = 1; INSERT INTO item VALUES ('a', 1, 7)");
    }

    [Fact]
    public async Task Carries_sequences_identity_and_generated_columns()
    {
        await CarriesAsync(
            """
            CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, net integer,
                gross integer GENERATED ALWAYS AS (net * 119 / 100) STORED);
            CREATE TABLE "Odd name"".s" ("Key col" serial PRIMARY KEY, "select" text);
            CREATE SEQUENCE "Loose" START 5 INCREMENT 2;
            """,
            "INSERT INTO orders (net) VALUES (100), (200)",
            "INSERT INTO \"Odd name\"\".s\" (\"select\") VALUES ('x'); UPDATE \"Odd name\"\".s\" SET \"select\" = 'y'",
            "UPDATE orders SET net = 300 WHERE id = 2",
            "SELECT setval('\"Loose\"', 3, false)");
    }

    [Fact]
    public async Task Carries_names_that_mean_something_elsewhere()
    {
        await CarriesAsync(
            """
            CREATE TABLE t (at integer PRIMARY KEY, place text, run text, next text, t text, "$2" text);
            CREATE TABLE run (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
            """,
            "INSERT INTO t VALUES (1, 'p', 'r', 'n', 't', '2'), (2, NULL, NULL, NULL, NULL, NULL); INSERT INTO run DEFAULT VALUES",
            "UPDATE t SET at = 3, place = NULL, next = 'N' WHERE at = 1; UPDATE t SET run = 'R', \"$2\" = '$2' WHERE at = 2",
            "DELETE FROM run; DELETE FROM t WHERE at = 3");
    }

    [Fact]
    public async Task Carries_types_whose_texts_are_cut_or_filled()
    {
        await CarriesAsync(
            """
            CREATE TABLE cut (id "char" PRIMARY KEY, fixed char(5), short varchar(3), label name, few numeric(4, 1), bits bit(3),
                more varbit(4), moment timestamp(0), span interval day to second(2), kind regclass, spaces text, big oid);
            """,
            """
            INSERT INTO cut VALUES ('a', 'ab', 'abc', 'label', 12.34, '101', '10', '2026-11-21 01:02:03.9', '1 02:03:04.567',
                'pg_class', '  ', 4000000000), ('', 'x', '', '', -0.0, '000', '', 'infinity', '-1 day', NULL, E'\n', 0)
            """,
            "UPDATE cut SET fixed = 'abcde', short = ' x ', label = repeat('n', 63), few = 999.9, more = '1111', spaces = NULL",
            "DELETE FROM cut WHERE id = ''");
    }

    [Fact]
    public async Task Carries_truncates_with_what_they_cascade_to()
    {
        await CarriesAsync(
            """
            CREATE TABLE parent (id serial PRIMARY KEY);
            CREATE TABLE child (id serial PRIMARY KEY, parent integer REFERENCES parent);
            """,
            "INSERT INTO parent DEFAULT VALUES; INSERT INTO child (parent) VALUES (1), (1)",
            "TRUNCATE parent RESTART IDENTITY CASCADE; INSERT INTO parent DEFAULT VALUES");
    }

    [Fact]
    public async Task Carries_what_triggers_and_foreign_keys_did_only_once()
    {
        await CarriesAsync(
            """
            CREATE TABLE account (id integer PRIMARY KEY, total integer DEFAULT 0);
            CREATE TABLE entry (id integer PRIMARY KEY, account integer REFERENCES account ON DELETE CASCADE, amount integer);
            CREATE FUNCTION book() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN UPDATE account SET total = total + new.amount WHERE id = new.account; RETURN new; END $$;
            CREATE TRIGGER book AFTER INSERT ON entry FOR EACH ROW EXECUTE FUNCTION book();
            """,
            "INSERT INTO account VALUES (1), (2); INSERT INTO entry VALUES (1, 1, 10), (2, 1, 5), (3, 2, 1)",
            "DELETE FROM account WHERE id = 1");
    }

    [Fact]
    public async Task Leaves_unchanged_large_values_out()
    {
        var large = "(SELECT string_agg(md5(n::text), '') FROM generate_series(1, 2000) n)";
        var (database, copy) = await TwoAsync("CREATE TABLE page (id integer PRIMARY KEY, body text, views integer)");
        await using var writes = await RecordedWrites.OnAsync(database);
        await writes.CaptureAsync($"INSERT INTO page VALUES (1, {large}, 0)");

        var update = await writes.CaptureAsync("UPDATE page SET views = 1");

        Assert.Equal(["update public.page where id = '1': views = '1'"], update.ToString().Split('\n'));
        await writes.AssertCarriesAsync(copy);
    }

    private async Task CarriesAsync(string setup, params string[] statements)
    {
        var (database, copy) = await TwoAsync(setup);
        await using var writes = await RecordedWrites.OnAsync(database);
        foreach (var statement in statements)
        {
            Assert.False((await writes.CaptureAsync(statement)).WroteNothing, statement);
        }

        await writes.AssertCarriesAsync(copy);
    }

    private async Task<(PreparedDatabase Database, PreparedDatabase Copy)> TwoAsync(string setup)
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, setup);
        var copy = await PreparedDatabase.CreateAsync(shared.Server, setup);
        Assert.Empty(database.Problems);
        return (database, copy);
    }
}

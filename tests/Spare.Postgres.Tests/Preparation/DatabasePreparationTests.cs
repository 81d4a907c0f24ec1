using Npgsql;

namespace Spare.Postgres.Tests.Preparation;

/// <summary>What a database must be, and what the service's roles may do in a prepared one.</summary>
[Collection(ServerCollection.Name)]
public sealed class DatabasePreparationTests(SharedServer shared)
{
    [Fact]
    public async Task Names_every_problem_at_once()
    {
        var database = await PreparedDatabase.CreateAsync(
            shared.Server,
            """
            CREATE TABLE "no key" (id integer);
            CREATE TABLE deferred (id integer PRIMARY KEY DEFERRABLE);
            CREATE TABLE nullable (id integer UNIQUE);
            CREATE UNLOGGED TABLE fast (id integer PRIMARY KEY);
            CREATE SEQUENCE cached CACHE 10;
            CREATE TABLE words (id integer PRIMARY KEY, word text COLLATE "C.utf8");
            CREATE TABLE fine (id integer PRIMARY KEY, word text COLLATE "de-x-icu");
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
            CREATE TRIGGER again BEFORE INSERT ON fine FOR EACH ROW EXECUTE FUNCTION f();
            ALTER TABLE fine ENABLE ALWAYS TRIGGER again;
            SELECT lo_create(0);
            """);

        string[] beginnings =
        [
            "table \"public\".\"deferred\" has no key", "table \"public\".\"no key\" has no key",
            "table \"public\".\"nullable\" has no key", "1 large objects", "column public.words.word has the collation",
            "sequence public.cached has a cache of 10", "table public.fast is unlogged", "trigger again on public.fine",
        ];
        Assert.Equal(beginnings.Length, database.Problems.Length);
        Assert.All(beginnings, beginning => Assert.Contains(
            database.Problems, problem => problem.StartsWith(beginning, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Takes_a_unique_index_for_the_key_where_there_is_no_primary_key()
    {
        var database = await PreparedDatabase.CreateAsync(
            shared.Server,
            "CREATE TABLE t (a integer NOT NULL, b text NOT NULL, c text); CREATE UNIQUE INDEX ON t (b, a) INCLUDE (c)");
        Assert.Empty(database.Problems);
        await using var writes = await RecordedWrites.OnAsync(database);
        await writes.CaptureAsync("INSERT INTO t VALUES (1, 'x', 'c')");

        var writeSet = await writes.CaptureAsync("DELETE FROM t");

        Assert.Equal("delete public.t where a = '1', b = 'x'", writeSet.ToString());
    }

    [Theory]
    [InlineData("INSERT INTO entry (note) VALUES ('x')")]
    [InlineData("SET transaction_read_only = off; INSERT INTO entry (note) VALUES ('x')")]
    [InlineData("SET transaction_read_only = off; SELECT nextval('entry_id_seq')")]
    [InlineData("SET transaction_read_only = off; CREATE TEMP TABLE t (n integer)")]
    [InlineData("SET transaction_read_only = off; CREATE TABLE t (n integer)")]
    [InlineData("SET transaction_read_only = off; SELECT * FROM spare.applied")]
    public async Task Lets_the_reader_only_read(string statement)
    {
        var database = await PreparedDatabase.CreateAsync(
            shared.Server, "CREATE TABLE entry (id serial PRIMARY KEY, note text)");
        await using var reader = await PreparedDatabase.OpenAsync(database.Connection(database.Roles.Reader));
        await PreparedDatabase.ExecuteAsync(reader, "SELECT * FROM entry");

        var denied = await Assert.ThrowsAsync<PostgresException>(() => PreparedDatabase.ExecuteAsync(reader, statement));

        Assert.Contains(denied.SqlState, new[] { "25006", "42501" });
    }
}

using Spare.Postgres.Capture;
using Spare.Protocol;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Tests.Capture;

/// <summary>What belongs to a write, what does not, and what can be in no write set.</summary>
[Collection(ServerCollection.Name)]
public sealed class WriteSetCaptureTests(SharedServer shared)
{
    private const string Setup = "CREATE TABLE entry (id serial PRIMARY KEY, note text, large oid)";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Never_tells_rows_that_were_rolled_back()
    {
        await using var writes = await StartAsync();

        var writeSet = await writes.CaptureAsync(
            """
            BEGIN; INSERT INTO entry (id, note) VALUES (1, 'gone'); ROLLBACK;
            BEGIN; INSERT INTO entry (id, note) VALUES (2, 'stays'); SAVEPOINT s;
            INSERT INTO entry (id, note) VALUES (3, 'gone'); ROLLBACK TO s; INSERT INTO entry (id, note) VALUES (4, 'stays'); COMMIT
            """);

        Assert.Equal(
            ["insert public.entry: id = '2', note = 'stays', large = NULL", "insert public.entry: id = '4', note = 'stays', large = NULL"],
            writeSet.ToString().Split('\n'));
    }

    [Fact]
    public async Task Tells_a_sequence_that_only_a_rolled_back_transaction_moved()
    {
        await using var writes = await StartAsync();

        var writeSet = await writes.CaptureAsync("BEGIN; INSERT INTO entry (note) VALUES ('gone'); ROLLBACK");

        Assert.Equal(
            new SequenceValue(new TableName("public", "entry_id_seq"), 1, Called: true), Assert.Single(writeSet.Sequences));
        Assert.Empty(writeSet.Changes);
    }

    [Fact]
    public async Task Tells_nothing_of_a_write_that_changed_nothing()
    {
        await using var writes = await StartAsync();
        await writes.CaptureAsync("INSERT INTO entry (note) VALUES ('here')");

        var captured = await writes.RunAsync("UPDATE entry SET note = 'here'; DELETE FROM entry WHERE id = 99; SELECT 1");

        Assert.True(Assert.IsType<CaptureEvent.Captured>(captured).WriteSet.WroteNothing);
        Assert.Equal(default, ((CaptureEvent.Captured)captured).WriteSet.Digest);
    }

    [Fact]
    public async Task Keeps_the_order_of_commits_of_several_sessions()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        await using var writes = await RecordedWrites.OnAsync(database);
        await using var one = await PreparedDatabase.OpenAsync(database.OwnerConnection);
        await using var two = await PreparedDatabase.OpenAsync(database.OwnerConnection);
        await writes.Capture.BeginWriteAsync(new SequenceNumber(1), CancellationToken.None);
        await PreparedDatabase.ExecuteAsync(one, "BEGIN; INSERT INTO entry (id) VALUES (1)");
        await PreparedDatabase.ExecuteAsync(two, "INSERT INTO entry (id) VALUES (2)");
        await PreparedDatabase.ExecuteAsync(one, "COMMIT");
        await writes.Capture.EndWriteAsync(new SequenceNumber(1), Patience, null, CancellationToken.None);

        var captured = Assert.IsType<CaptureEvent.Captured>(await writes.NextAsync());

        Assert.True(WriteSet.TryParse(captured.WriteSet.Bytes.Span, WriteSetBounds.Standard, out var writeSet));
        Assert.Equal(["2", "1"], writeSet.Changes.Select(change => ((Change.Inserted)change).Row.Values[0]));
    }

    [Fact]
    public async Task Ends_one_write_and_begins_the_next_in_one_call()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        await using var writes = await RecordedWrites.OnAsync(database);
        await writes.Capture.BeginWriteAsync(new SequenceNumber(1), CancellationToken.None);
        for (var number = 1UL; number <= 3; number++)
        {
            await database.ExecuteAsOwnerAsync($"INSERT INTO entry (id) VALUES ({number})");
            await writes.Capture.EndWriteAsync(
                new SequenceNumber(number), Patience, new SequenceNumber(number + 1), CancellationToken.None);
        }

        for (var number = 1UL; number <= 3; number++)
        {
            var captured = Assert.IsType<CaptureEvent.Captured>(await writes.NextAsync());
            Assert.Equal(new SequenceNumber(number), captured.Sequence);
            Assert.True(WriteSet.TryParse(captured.WriteSet.Bytes.Span, WriteSetBounds.Standard, out var writeSet));
            var change = Assert.Single(writeSet.Changes).ToString();
            Assert.StartsWith($"insert public.entry: id = '{number}'", change, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Waits_for_open_transactions_until_the_deadline_and_names_them()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        await using var writes = await RecordedWrites.OnAsync(database);
        await using var slow = await PreparedDatabase.OpenAsync(database.OwnerConnection);
        await writes.Capture.BeginWriteAsync(new SequenceNumber(1), CancellationToken.None);
        await PreparedDatabase.ExecuteAsync(slow, "BEGIN; INSERT INTO entry (note) VALUES ('late')");

        var busy = await writes.Capture.EndWriteAsync(
            new SequenceNumber(1), TimeSpan.FromMilliseconds(30), new SequenceNumber(2), CancellationToken.None);
        await PreparedDatabase.ExecuteAsync(slow, "COMMIT");

        Assert.Contains("is idle in transaction: ", busy, StringComparison.Ordinal);
        var late = Assert.IsType<CaptureEvent.Unprompted>(await writes.NextAsync());
        Assert.EndsWith("changed public.entry", late.Detail, StringComparison.Ordinal);
        Assert.Single((await writes.CaptureAsync("INSERT INTO entry (id) VALUES (50)")).Changes);
    }

    [Fact]
    public async Task Counts_a_commit_that_comes_while_it_waits()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        await using var writes = await RecordedWrites.OnAsync(database);
        await using var slow = await PreparedDatabase.OpenAsync(database.OwnerConnection);
        await writes.Capture.BeginWriteAsync(new SequenceNumber(1), CancellationToken.None);
        await PreparedDatabase.ExecuteAsync(slow, "BEGIN; INSERT INTO entry (id) VALUES (9)");

        var ending = writes.Capture.EndWriteAsync(new SequenceNumber(1), Patience, null, CancellationToken.None);
        Assert.False(ending.IsCompleted);
        await PreparedDatabase.ExecuteAsync(slow, "COMMIT");

        Assert.Null(await ending);
        Assert.False(Assert.IsType<CaptureEvent.Captured>(await writes.NextAsync()).WriteSet.WroteNothing);
    }

    [Fact]
    public async Task Names_the_tables_of_a_commit_that_nothing_prompted()
    {
        var database = await PreparedDatabase.CreateAsync(
            shared.Server, "CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE b (id integer PRIMARY KEY)");
        await using var writes = await RecordedWrites.OnAsync(database);

        await database.ExecuteAsOwnerAsync("BEGIN; INSERT INTO b VALUES (1); INSERT INTO a VALUES (1), (2); COMMIT");

        var unprompted = Assert.IsType<CaptureEvent.Unprompted>(await writes.NextAsync());
        Assert.Matches("^transaction [0-9]+ changed public.a, public.b$", unprompted.Detail);
    }

    [Theory]
    [InlineData("CREATE TABLE more (id integer PRIMARY KEY)", "CREATE TABLE public.more")]
    [InlineData("ALTER TABLE entry ADD COLUMN extra text", "ALTER TABLE public.entry")]
    [InlineData("DROP TABLE entry", "DROP TABLE public.entry")]
    [InlineData("CREATE INDEX ON entry (note)", "CREATE INDEX public.entry_note_idx")]
    [InlineData("ALTER SEQUENCE entry_id_seq RESTART 7", "ALTER SEQUENCE public.entry_id_seq")]
    public async Task Refuses_a_change_of_the_schema_and_names_it(string statement, string named)
    {
        await using var writes = await StartAsync();

        var refused = Assert.IsType<CaptureEvent.Refused>(await writes.RunAsync(statement));

        Assert.Equal($"the service changed its schema: {named}", refused.Reason);
    }

    [Fact]
    public async Task Lets_a_service_use_temporary_tables_within_a_request()
    {
        await using var writes = await StartAsync();

        var writeSet = await writes.CaptureAsync(
            "CREATE TEMP TABLE scratch (n integer); INSERT INTO scratch VALUES (1); DROP TABLE scratch; INSERT INTO entry (id) VALUES (1)");

        Assert.Single(writeSet.Changes);
    }

    [Theory]
    [InlineData("SELECT lo_create(0)")]
    [InlineData("SELECT lo_from_bytea(0, 'x')")]
    [InlineData("SELECT pg_logical_emit_message(false, 'spare.end', '1')")]
    public async Task Gives_the_service_no_right_to_what_cannot_be_captured(string statement)
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);

        var denied = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ExecuteAsOwnerAsync(statement));

        Assert.Equal("42501", denied.SqlState);
    }

    [Theory]
    [InlineData("INSERT INTO entry (note) SELECT 'x' FROM generate_series(1, 1000)")]
    [InlineData("INSERT INTO entry (note) VALUES (repeat('x', 100000))")]
    [InlineData("INSERT INTO entry (note) SELECT repeat('x', 2000) FROM generate_series(1, 50)")]
    public async Task Refuses_what_is_over_the_bounds_and_goes_on(string statement)
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        await using var writes = await RecordedWrites.OnAsync(database, new WriteSetBounds(50_000, 500, 10_000));

        var refused = Assert.IsType<CaptureEvent.Refused>(await writes.RunAsync(statement));

        Assert.Contains("public.entry", refused.Reason, StringComparison.Ordinal);
        Assert.Single((await writes.CaptureAsync("INSERT INTO entry (id) VALUES (0)")).Changes);
    }

    [Fact]
    public async Task Gives_equal_bytes_on_equal_databases()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        const string Write = "INSERT INTO entry (note) VALUES ('a'), ('b'); UPDATE entry SET note = 'c' WHERE id = 1";

        Assert.Equal((await one.CaptureAsync(Write)).Encode().Digest, (await other.CaptureAsync(Write)).Encode().Digest);
    }

    private async Task<RecordedWrites> StartAsync() =>
        await RecordedWrites.OnAsync(await PreparedDatabase.CreateAsync(shared.Server, Setup));
}

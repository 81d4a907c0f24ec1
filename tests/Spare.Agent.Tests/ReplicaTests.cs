using System.Collections.Immutable;
using System.Globalization;
using Spare.Agent.Preparation;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.WriteSets;
using Spare.Replicas.Agents;

namespace Spare.Agent.Tests;

/// <summary>Whole replicas: a real database, a real service, and the manager's own end of the connection.</summary>
public sealed class ReplicaTests(PreparedImage image) : IClassFixture<PreparedImage>, IDisposable
{
    private const string Setup = PreparedImage.Setup;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Instant Noon = Instant.FromDateTimeOffset(new DateTimeOffset(2031, 5, 6, 12, 0, 0, TimeSpan.Zero));

    private readonly ScratchDirectory scratch = new();

    private RegisterService service = image.Service;

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Updates_of_one_make_another_equal()
    {
        await using var active = await StartAsync("active");
        await using var agent = await active.ConnectAsync();
        Assert.Equal(
            new AgentStatus(UpdateNumber.None, ReplicaUse.Updated, ServiceState.Starting),
            agent.Greeting with { Service = ServiceState.Starting });
        var updates = await WriteAsync(
            agent, active,
            "INSERT INTO entry (note) VALUES ('a'), ('b')", "UPDATE entry SET note = 'c' WHERE id = 2", "DELETE FROM entry WHERE id = 1");
        var expected = await agent.DumpDigestAsync(CancellationToken.None);
        Assert.Equal(ReplicaUse.Executed, (await agent.StatusAsync(CancellationToken.None)).Use);

        service = RegisterService.Write(scratch.Path, Setup);
        await using var passive = await StartAsync("passive");
        await using var other = await passive.ConnectAsync();
        var applied = await other.ApplyAsync(new UpdateNumber(1), updates, ReplicaUse.Updated, CancellationToken.None);

        Assert.Equal(new ApplyOutcome.Applied(new UpdateNumber(3)), applied);
        Assert.Equal(expected, await other.DumpDigestAsync(CancellationToken.None));
        Assert.Equal(
            new AgentStatus(new UpdateNumber(3), ReplicaUse.Updated, ServiceState.Healthy),
            await other.StatusAsync(CancellationToken.None));
        Assert.Equal("2|c|", (await passive.ReadSqlAsync("SELECT * FROM entry")).Trim());
    }

    [Fact]
    public async Task An_update_that_does_not_fit_changes_nothing()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();
        var before = await agent.DumpDigestAsync(CancellationToken.None);

        var gap = await agent.ApplyAsync(new UpdateNumber(5), [EncodedWriteSet.Empty], ReplicaUse.Updated, CancellationToken.None);
        var malformed = await agent.ApplyAsync(
            new UpdateNumber(1), [new EncodedWriteSet(new byte[] { 9 })], ReplicaUse.Updated, CancellationToken.None);

        Assert.Equal("the batch begins at u5, and this replica is at u0", Assert.IsType<ApplyOutcome.Refused>(gap).Reason);
        Assert.Equal("u1: the write set is malformed", Assert.IsType<ApplyOutcome.Refused>(malformed).Reason);
        Assert.Equal(before, await agent.DumpDigestAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_replica_that_executed_requests_is_never_updated_again()
    {
        await using (var active = await StartAsync("active"))
        {
            await using var agent = await active.ConnectAsync();
            await WriteAsync(agent, active, "INSERT INTO entry (note) VALUES ('a')");
        }

        await using var again = await RunningReplica.StartAsync(service, scratch["active"]);
        await using var other = await again.ConnectAsync();

        Assert.Equal(ReplicaUse.Executed, other.Greeting.Use);
        Assert.IsType<ApplyOutcome.Refused>(
            await other.ApplyAsync(new UpdateNumber(1), [EncodedWriteSet.Empty], ReplicaUse.Updated, CancellationToken.None));
    }

    [Fact]
    public async Task With_its_last_updates_a_replica_becomes_one_that_executes()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();

        var refused = await agent.ApplyAsync(
            new UpdateNumber(2), [EncodedWriteSet.Empty], ReplicaUse.Executed, CancellationToken.None);
        var afterRefusal = await agent.StatusAsync(CancellationToken.None);
        var applied = await agent.ApplyAsync(
            new UpdateNumber(1), [EncodedWriteSet.Empty], ReplicaUse.Executed, CancellationToken.None);

        Assert.IsType<ApplyOutcome.Refused>(refused);
        Assert.Equal(ReplicaUse.Updated, afterRefusal.Use);
        Assert.IsType<ApplyOutcome.Applied>(applied);
        Assert.Equal(ReplicaUse.Executed, (await agent.StatusAsync(CancellationToken.None)).Use);
        Assert.Equal(1L, await replica.ExecuteAsSpareAsync("SELECT count(*) FROM pg_replication_slots")); // Nobody asked yet.
        Assert.Single(await WriteAsync(agent, replica, "INSERT INTO entry (note) VALUES ('a')"));
        Assert.IsType<ApplyOutcome.Refused>(
            await agent.ApplyAsync(new UpdateNumber(2), [EncodedWriteSet.Empty], ReplicaUse.Updated, CancellationToken.None));
    }

    [Fact]
    public async Task A_state_is_noted_between_writes_and_its_digest_comes_while_others_go_on()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();
        await WriteAsync(agent, replica, "INSERT INTO entry (note) SELECT repeat('a', 1000) FROM generate_series(1, 5000)");
        var expected = await agent.DumpDigestAsync(CancellationToken.None);

        var digest = await agent.NoteStateAsync(new CheckNumber(1), CancellationToken.None);
        await agent.BeginWriteAsync(new SequenceNumber(90), Noon, CancellationToken.None);
        await replica.SqlAsync("INSERT INTO entry (note) VALUES ('b')");
        await agent.EndWriteAsync(new SequenceNumber(90), Patience, null, CancellationToken.None);

        Assert.Equal(expected, await digest.WaitAsync(Patience));
        var next = await agent.NoteStateAsync(new CheckNumber(2), CancellationToken.None);
        Assert.Equal(await agent.DumpDigestAsync(CancellationToken.None), await next.WaitAsync(Patience));
        Assert.NotEqual(expected, await next);
    }

    [Fact]
    public async Task A_state_that_is_noted_later_ends_the_digest_of_an_earlier_one()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();
        await WriteAsync(agent, replica, "INSERT INTO entry (note) SELECT repeat('a', 1000) FROM generate_series(1, 10000)");

        var earlier = await agent.NoteStateAsync(new CheckNumber(1), CancellationToken.None);
        var later = await agent.NoteStateAsync(new CheckNumber(2), CancellationToken.None);

        Assert.Equal(await agent.DumpDigestAsync(CancellationToken.None), await later.WaitAsync(Patience));
        Assert.False(earlier.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_dump_is_lines_that_name_tables_rows_and_sequences()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();
        await WriteAsync(agent, replica, "INSERT INTO entry (note) VALUES (E'tab\\t')");

        var parts = new List<string>();
        var digest = await agent.DumpAsync(parts.Add, CancellationToken.None);

        Assert.Equal(
            "table public.entry (id integer, note text, at timestamp with time zone)\n"
            + "1\ttab\\t\t\\N\n\\.\nsequence public.entry_id_seq at 1\n",
            string.Concat(parts));
        Assert.Equal(digest, await agent.DumpDigestAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Tells_of_a_write_that_is_not_quiet_in_time_and_of_what_it_does_later()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();
        await agent.BeginWriteAsync(new SequenceNumber(1), Noon, CancellationToken.None);
        var slow = replica.SqlAsync("INSERT INTO entry (note) SELECT 'late' FROM pg_sleep(1)");

        WriteEnd end;
        var sequence = new SequenceNumber(1);
        var patience = TimeSpan.FromMilliseconds(20);
        while ((end = await agent.EndWriteAsync(sequence, patience, null, CancellationToken.None)) is not WriteEnd.NotQuiet)
        {
            sequence = sequence.Next;
            await agent.BeginWriteAsync(sequence, Noon, CancellationToken.None);
        }

        Assert.Contains("pg_sleep", ((WriteEnd.NotQuiet)end).Detail, StringComparison.Ordinal);
        await slow;
        var notice = await agent.Notices.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.EndsWith("changed public.entry", Assert.IsType<AgentNotice.UnpromptedCommit>(notice).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_dies_is_reported_and_started_again()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => replica.GetAsync("/die"));

        var notice = await agent.Notices.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.Equal(new AgentNotice.ServiceDied("write instance", "ended by itself with code 7"), notice);
        await using var again = await replica.ConnectAsync();
        Assert.Equal("up", await replica.GetAsync("/"));
    }

    [Fact]
    public async Task Restarts_the_service_when_told()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();
        var before = await replica.GetAsync("/pid");

        await agent.RestartServiceAsync(CancellationToken.None);

        Assert.NotEqual(before, await replica.GetAsync("/pid"));
    }

    [Fact]
    public async Task Serves_the_manager_that_came_last()
    {
        await using var replica = await StartAsync("replica");
        await using var first = await replica.ConnectAsync();
        await first.BeginWriteAsync(new SequenceNumber(1), Noon, CancellationToken.None);

        await using var second = await replica.ConnectAsync();
        await first.Closed.WaitAsync(Patience);
        var updates = await WriteAsync(second, replica, "INSERT INTO entry (note) VALUES ('a')");

        Assert.False(updates[0].WroteNothing);
    }

    [Fact]
    public async Task Tells_when_the_log_cannot_be_read_and_serves_the_next_manager()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();
        await agent.ActivateAsync(CancellationToken.None);

        await replica.ExecuteAsSpareAsync("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots");

        Assert.StartsWith(
            "the agent failed: the database's log cannot be read:", await agent.Closed.WaitAsync(Patience), StringComparison.Ordinal);
        await using var next = await replica.ConnectAsync();
        Assert.False((await WriteAsync(next, replica, "INSERT INTO entry (note) VALUES ('a')"))[0].WroteNothing);
    }

    [Fact]
    public async Task What_a_write_committed_is_flushed_by_the_mark_that_ends_it()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();
        var sequence = new SequenceNumber(1);
        await agent.BeginWriteAsync(sequence, Noon, CancellationToken.None);
        await replica.SqlAsync("INSERT INTO entry (note) VALUES ('a')");
        var logged = await replica.ExecuteAsSpareAsync("SELECT pg_current_wal_insert_lsn()::text");
        await agent.EndWriteAsync(sequence, Patience, null, CancellationToken.None);

        Assert.Equal("off", (await replica.SqlAsync("SHOW synchronous_commit")).Trim());
        Assert.Equal(true, await replica.ExecuteAsSpareAsync($"SELECT pg_current_wal_flush_lsn() >= '{logged}'"));
    }

    [Fact]
    public async Task Where_nobody_captures_a_commit_is_flushed_before_it_is_answered()
    {
        await using var replica = await StartAsync("replica", captures: false);
        await using var agent = await replica.ConnectAsync();

        Assert.Equal("on", (await replica.SqlAsync("SHOW synchronous_commit")).Trim());
    }

    [Fact]
    public async Task Starts_on_the_copy_of_a_disk_whose_server_still_runs()
    {
        await using var source = await StartAsync("source");
        await RunningReplica.CopyAsync(scratch["source"], scratch["copy"]);

        service = RegisterService.Write(scratch.Path, Setup);
        await using var copy = await RunningReplica.StartAsync(service, scratch["copy"]);
        await using var agent = await copy.ConnectAsync();

        Assert.Equal("0", (await copy.ReadSqlAsync("SELECT count(*) FROM entry")).Trim());
    }

    [Fact]
    public async Task Lets_the_read_instance_only_read()
    {
        await using var replica = await StartAsync("replica");
        await using var agent = await replica.ConnectAsync();

        Assert.Contains(
            "read-only transaction", await replica.ReadSqlAsync("INSERT INTO entry (note) VALUES ('x')"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_agreed_time_to_service_and_database()
    {
        using var own = new ScratchDirectory();
        service = RegisterService.Write(own.Path, Setup, more: "clock: agreed", readInstances: 0);
        await RunningReplica.PrepareAsync(service, own["image"]);
        await RunningReplica.CopyAsync(own["image"], own["disk"]);
        await using var replica = await RunningReplica.StartAsync(service, own["disk"]);
        await using var agent = await replica.ConnectAsync();

        await agent.BeginWriteAsync(new SequenceNumber(1), Noon + TimeSpan.FromMicroseconds(123_457), CancellationToken.None);
        var shown = await replica.GetAsync("/time");
        await replica.SqlAsync("INSERT INTO entry (at) VALUES (clock_timestamp())");
        var end = await agent.EndWriteAsync(
            new SequenceNumber(1), Patience, new NextWrite(new SequenceNumber(2), Noon + TimeSpan.FromHours(1)), CancellationToken.None);

        Assert.Equal(Noon.Microseconds / 1e6 + 0.123457, double.Parse(shown, CultureInfo.InvariantCulture), precision: 5);
        var captured = await Assert.IsType<WriteEnd.Quiet>(end).WriteSet;
        Assert.True(WriteSet.TryParse(
            Assert.IsType<CapturedWriteSet.Captured>(captured).WriteSet.Bytes.Span, WriteSetBounds.Standard, out var writeSet));
        Assert.StartsWith("2031-05-06 12:00:00.12345", ((Change.Inserted)writeSet.Changes[0]).Row.Values[2], StringComparison.Ordinal);
        Assert.Equal("2031-05-06 13:00:00", (await replica.SqlAsync("SELECT clock_timestamp()::timestamp(0)")).Trim());
    }

    [Fact]
    public async Task An_image_of_a_database_that_cannot_be_replicated_is_not_made()
    {
        using var own = new ScratchDirectory();
        var wrong = RegisterService.Write(own.Path, "CREATE TABLE log (line text); CREATE TABLE more (line text)");

        var problems = await new ImagePreparation(wrong.File, _ => { }).RunAsync(own["image"], CancellationToken.None);

        Assert.Equal(2, problems.Length);
        Assert.False(Directory.Exists(own["image"]));
    }

    [Fact]
    public async Task A_setup_command_that_fails_is_named_with_what_it_printed()
    {
        using var own = new ScratchDirectory();
        var wrong = RegisterService.Write(own.Path, "CREATE TABEL log (line text)");

        var failure = await Assert.ThrowsAsync<AgentFailure>(
            () => new ImagePreparation(wrong.File, _ => { }).RunAsync(own["image"], CancellationToken.None));

        Assert.Contains("syntax error at or near \"TABEL\"", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(own.Path));
    }

    [Fact]
    public async Task A_disk_is_used_by_one_agent_at_a_time()
    {
        await using var replica = await StartAsync("replica");

        await Assert.ThrowsAsync<AgentFailure>(() => RunningReplica.StartAsync(service, scratch["replica"]));
    }

    [Fact]
    public async Task An_image_of_another_version_of_the_agent_is_refused_and_says_so()
    {
        await using (var replica = await StartAsync("replica"))
        {
            await replica.ExecuteAsSpareAsync("DROP FUNCTION spare.rehearse_rows()");
        }

        var failure = await Assert.ThrowsAsync<AgentFailure>(
            () => RunningReplica.StartAsync(service, scratch["replica"]));

        Assert.StartsWith("another version of spare-agent prepared database", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("make the image anew", failure.Message, StringComparison.Ordinal);
    }

    private async Task<RunningReplica> StartAsync(string name, bool captures = true)
    {
        await RunningReplica.CopyAsync(image.Path, scratch[name]);
        return await RunningReplica.StartAsync(service, scratch[name], captures: captures);
    }

    /// <summary>Executes back-to-back writes, each ended and the next begun in one call.</summary>
    private static async Task<ImmutableArray<EncodedWriteSet>> WriteAsync(
        AgentConnection agent, RunningReplica replica, params string[] statements)
    {
        var updates = ImmutableArray.CreateBuilder<EncodedWriteSet>();
        var sequence = new SequenceNumber(10);
        await agent.BeginWriteAsync(sequence, Noon, CancellationToken.None);
        foreach (var (statement, index) in statements.Select((statement, index) => (statement, index)))
        {
            Assert.Equal(string.Empty, await replica.SqlAsync(statement));
            NextWrite? next = index == statements.Length - 1 ? null : new NextWrite(sequence.Next, Noon);
            var end = await agent.EndWriteAsync(sequence, Patience, next, CancellationToken.None);
            var captured = await Assert.IsType<WriteEnd.Quiet>(end).WriteSet;
            updates.Add(Assert.IsType<CapturedWriteSet.Captured>(captured).WriteSet);
            sequence = sequence.Next;
        }

        return updates.ToImmutable();
    }
}

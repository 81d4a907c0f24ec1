using Npgsql;
using Spare.Postgres.Capture;
using Spare.Protocol;
using Spare.TestPostgres;

namespace Spare.Postgres.Tests.Capture;

/// <summary>A WAL sender that sleeps over what was logged is woken by who waits for it.</summary>
[Collection(ServerCollection.Name)]
public sealed class LateWriteSetsTests(SharedServer shared)
{
    /// <summary>More than the capture keeps unread: the last ones are late for as long as nobody takes the first.</summary>
    private const int Writes = 20;

    private static readonly SequenceNumber First = new(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_capture_begins_though_nobody_flushes_what_it_waits_for()
    {
        await using var server = await PrivateServer.StartAsync(
            new PrivateServerOptions { Settings = new Dictionary<string, string> { ["wal_writer_delay"] = "10s" } });
        await server.ExecuteAsync("CREATE ROLE spare SUPERUSER LOGIN REPLICATION");
        var database = await PreparedDatabase.CreateAsync(server, "CREATE TABLE entry (id int PRIMARY KEY)");
        await using var beside = await PreparedDatabase.OpenAsync(database.OwnerConnection);
        await PreparedDatabase.ExecuteAsync(beside, "BEGIN; INSERT INTO entry VALUES (1)");
        var starting = database.StartCaptureAsync();
        await using var spare = await PreparedDatabase.OpenAsync(database.Address.ConnectionString);
        using var deadline = new CancellationTokenSource(Patience);
        while (await AskAsync(spare, "SELECT wait_event FROM pg_stat_activity WHERE backend_type = 'walsender'") is not "transactionid")
        {
            deadline.Token.ThrowIfCancellationRequested();
        }

        await PreparedDatabase.ExecuteAsync(beside, "ROLLBACK");

        await using var capture = await starting.WaitAsync(deadline.Token);
    }

    [Fact]
    public async Task While_a_write_set_is_late_something_is_flushed_for_it_and_then_all_of_them_are_told()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, "CREATE TABLE entry (id int PRIMARY KEY)");
        await using var capture = await database.StartCaptureAsync();
        await using var spare = await PreparedDatabase.OpenAsync(database.Address.ConnectionString);
        for (var number = 1UL; number <= Writes; number++)
        {
            await WriteAsync(capture, number);
        }

        using var deadline = new CancellationTokenSource(Patience);
        while (await FlushesAsync(spare) == 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
        }

        for (var number = 1UL; number <= Writes; number++)
        {
            var captured = await capture.Events.ReadAsync(deadline.Token);
            Assert.Equal(new SequenceNumber(number), Assert.IsType<CaptureEvent.Captured>(captured).Sequence);
        }
    }

    [Fact]
    public async Task Whoever_flushes_stands_in_nobodys_way_who_sets_marks()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, "CREATE TABLE entry (id int PRIMARY KEY)");
        await using var marks = await WriteMarks.OpenAsync(database.Address, CancellationToken.None);
        using var flushed = new SemaphoreSlim(0);
        using var end = new CancellationTokenSource();
        var flushing = FlushAsync();
        for (var number = 1UL; number <= Writes; number++)
        {
            await marks.BeginAsync(new SequenceNumber(number), CancellationToken.None);
            Assert.Null(await marks.EndAsync(new SequenceNumber(number), Patience, null, CancellationToken.None));
            Assert.True(await flushed.WaitAsync(Patience));
        }

        await end.CancelAsync();
        await flushing;

        async Task FlushAsync()
        {
            while (!end.IsCancellationRequested)
            {
                await marks.FlushAsync(CancellationToken.None);
                flushed.Release();
            }
        }
    }

    [Fact]
    public async Task Nobody_is_woken_for_a_write_set_that_comes_in_time_or_came_before_its_end_was_heard()
    {
        var time = new SteppedTime();
        var wakings = 0;
        await using var late = new LateWriteSets(time, _ => Task.FromResult(++wakings));

        late.Ended(First);
        time.Pass(LateWriteSets.Patience / 2);
        late.Told(First);
        late.Told(First.Next);
        late.Ended(First.Next);
        time.Pass(LateWriteSets.Patience * 2);

        Assert.Equal(0, wakings);
        Assert.False(time.IsSet);
    }

    [Fact]
    public async Task A_sender_is_woken_once_at_a_time_until_it_tells_the_write_set_whatever_comes_of_it()
    {
        var time = new SteppedTime();
        using var wakings = new SemaphoreSlim(0);
        var waking = new TaskCompletionSource();
        var late = new LateWriteSets(time, token =>
        {
            wakings.Release();
            return waking.Task.WaitAsync(token);
        });

        late.Ended(First);
        time.Pass(LateWriteSets.Patience);
        Assert.True(await wakings.WaitAsync(Patience));
        late.Ended(First.Next);
        time.Pass(LateWriteSets.Patience);
        Assert.Equal(0, wakings.CurrentCount);

        waking.SetException(new InvalidOperationException("the connection is closed"));
        using var deadline = new CancellationTokenSource(Patience);
        while (!time.IsSet)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        waking = new TaskCompletionSource();
        time.Pass(LateWriteSets.Patience);
        Assert.True(await wakings.WaitAsync(Patience));
        await late.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.False(time.IsSet);
    }

    private static async Task WriteAsync(WriteSetCapture capture, ulong number)
    {
        await capture.BeginWriteAsync(new SequenceNumber(number), CancellationToken.None);
        Assert.Null(await capture.EndWriteAsync(new SequenceNumber(number), Patience, null, CancellationToken.None));
    }

    /// <summary>How many sessions of this database flushed something last.</summary>
    private static async Task<long> FlushesAsync(NpgsqlConnection spare) => (long)(await AskAsync(
        spare,
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%''spare.flush''%'
        """))!;

    private static async Task<object?> AskAsync(NpgsqlConnection spare, string question)
    {
        await using var command = spare.CreateCommand();
#pragma warning disable CA2100 // The questions are the test's own.
        command.CommandText = question;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    /// <summary>One timer, due when the test says that so much time passed.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private readonly Lock state = new();
        private TimerCallback? callback;
        private TimeSpan left = Timeout.InfiniteTimeSpan;

        public bool IsSet
        {
            get
            {
                lock (state)
                {
                    return left != Timeout.InfiniteTimeSpan;
                }
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            this.callback = callback;
            return new OneTimer(this);
        }

        public void Pass(TimeSpan time)
        {
            lock (state)
            {
                if (left == Timeout.InfiniteTimeSpan || (left -= time) > TimeSpan.Zero)
                {
                    return;
                }

                left = Timeout.InfiniteTimeSpan;
            }

            callback!(null); // A timer was set, so it was created.
        }

        private sealed class OneTimer(SteppedTime owner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                lock (owner.state)
                {
                    owner.left = dueTime;
                }

                return true;
            }

            public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}

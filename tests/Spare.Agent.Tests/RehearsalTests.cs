using System.Diagnostics;
using Spare.Agent.Serving;
using Spare.Protocol;
using Spare.Protocol.Agents;

namespace Spare.Agent.Tests;

/// <summary>What an agent plays before its manager comes goes the whole way, and leaves nothing behind.</summary>
public sealed class RehearsalTests(PreparedImage image) : IClassFixture<PreparedImage>, IDisposable
{
    private readonly ScratchDirectory scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Nothing_shows_in_the_database()
    {
        await RunningReplica.CopyAsync(image.Path, scratch["replica"]);
        await using var replica = await RunningReplica.StartAsync(image.Service, scratch["replica"]);
        await using var agent = await replica.ConnectAsync();
        var before = await agent.DumpDigestAsync(CancellationToken.None);

        await Rehearsal.RunAsync(replica.Database, CancellationToken.None);

        Assert.Equal(before, await agent.DumpDigestAsync(CancellationToken.None));
        var status = await agent.StatusAsync(CancellationToken.None);
        Assert.Equal((UpdateNumber.None, ReplicaUse.Updated), (status.Update, status.Use));
        Assert.Equal(0L, await replica.ExecuteAsSpareAsync("SELECT count(*) FROM spare.marks"));
        Assert.Equal(0L, await replica.ExecuteAsSpareAsync("SELECT count(*) FROM spare.rehearsal"));
        Assert.Equal(0L, await replica.ExecuteAsSpareAsync("SELECT count(*) FROM pg_replication_slots"));
    }

    [Fact]
    public async Task A_replica_that_executed_requests_rehearses_too()
    {
        await RunningReplica.CopyAsync(image.Path, scratch["replica"]);
        await using (var replica = await RunningReplica.StartAsync(image.Service, scratch["replica"]))
        {
            await using var agent = await replica.ConnectAsync();
            await agent.ActivateAsync(CancellationToken.None);
        }

        await using var again = await RunningReplica.StartAsync(image.Service, scratch["replica"]);
        await Rehearsal.RunAsync(again.Database, CancellationToken.None);

        await using var other = await again.ConnectAsync();
        Assert.Equal(ReplicaUse.Executed, other.Greeting.Use);
    }

    [Fact]
    public async Task A_replica_has_rehearsed_when_its_manager_comes()
    {
        await RunningReplica.CopyAsync(image.Path, scratch["replica"]);
        await using var replica = await RunningReplica.StartAsync(image.Service, scratch["replica"]);
        await using var agent = await replica.ConnectAsync();

        // PostgreSQL counts rows of transactions that were taken back too, and tells of them when a session has been idle.
        var inserted = "SELECT n_tup_ins FROM pg_stat_all_tables WHERE relid = 'spare.rehearsal'::regclass";
        var started = Stopwatch.GetTimestamp();
        while (await replica.ExecuteAsSpareAsync(inserted) is 0L)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "nothing was written");
        }
    }

    [Fact]
    public async Task A_rehearsal_that_hangs_keeps_no_manager_waiting()
    {
        await RunningReplica.CopyAsync(image.Path, scratch["replica"]);
        await using (var replica = await RunningReplica.StartAsync(image.Service, scratch["replica"]))
        {
            await replica.ExecuteAsSpareAsync("""
                CREATE FUNCTION spare.hang() RETURNS trigger LANGUAGE plpgsql AS
                  $$ BEGIN PERFORM pg_sleep(3600); RETURN NULL; END $$;
                CREATE TRIGGER hang BEFORE INSERT ON spare.rehearsal EXECUTE FUNCTION spare.hang();
                """);
        }

        await using var again = await RunningReplica.StartAsync(
            image.Service, scratch["replica"], rehearseWithin: TimeSpan.FromSeconds(2));
        await using var agent = await again.ConnectAsync();

        Assert.Equal(ReplicaUse.Updated, agent.Greeting.Use);
        Assert.Equal(0L, await again.ExecuteAsSpareAsync("SELECT count(*) FROM pg_replication_slots"));
    }
}

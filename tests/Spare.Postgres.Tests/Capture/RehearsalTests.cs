using Spare.Postgres.Apply;
using Spare.Postgres.Capture;
using Spare.Postgres.Catalog;
using Spare.Postgres.Preparation;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Tests.Capture;

/// <summary>What a passive replica does in advance leaves no trace, and gets nothing captured twice.</summary>
[Collection(ServerCollection.Name)]
public sealed class RehearsalTests(SharedServer shared)
{
    private const string Setup = "CREATE TABLE entry (id serial PRIMARY KEY, note text)";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_rehearsed_update_leaves_the_record_as_it_was_and_real_ones_follow()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        var before = await database.DumpAsync();
        await using var applier = await database.OpenApplierAsync();

        await applier.RehearseAsync(CancellationToken.None);

        Assert.Equal(before, await database.DumpAsync());
        await using var spare = await PreparedDatabase.OpenAsync(database.Address.ConnectionString);
        Assert.Equal(
            new ReplicaRecord(UpdateNumber.None, ReplicaUse.Updated), await ReplicaRecord.ReadAsync(spare, CancellationToken.None));
        Assert.Equal(
            new ApplyResult.Applied(UpdateNumber.None.Next),
            await applier.ApplyAsync(UpdateNumber.None.Next, [new WriteSet([], [])], ReplicaUse.Updated, CancellationToken.None));
    }

    [Fact]
    public async Task Sessions_that_were_opened_early_capture_only_from_their_start_on()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        var sessions = await CaptureSessions.OpenAsync(database.Address, CancellationToken.None);
        await database.ExecuteAsOwnerAsync("INSERT INTO entry (note) VALUES ('an update')");
        await using var capture = await WriteSetCapture.StartAsync(
            sessions, await CatalogAsync(database), WriteSetBounds.Standard, CancellationToken.None);

        await capture.BeginWriteAsync(new SequenceNumber(7), CancellationToken.None);
        await database.ExecuteAsOwnerAsync("INSERT INTO entry (note) VALUES ('a write')");
        Assert.Null(await capture.EndWriteAsync(new SequenceNumber(7), Patience, null, CancellationToken.None));

        var captured = Assert.IsType<CaptureEvent.Captured>(
            await capture.Events.ReadAsync().AsTask().WaitAsync(Patience));
        Assert.Equal(new SequenceNumber(7), captured.Sequence);
        Assert.True(WriteSet.TryParse(captured.WriteSet.Bytes.Span, WriteSetBounds.Standard, out var writeSet));
        Assert.Equal("a write", ((Change.Inserted)Assert.Single(writeSet.Changes)).Row.Values[1]);
    }

    [Fact]
    public async Task Sessions_that_are_only_open_hold_no_slot()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);

        await using var sessions = await CaptureSessions.OpenAsync(database.Address, CancellationToken.None);

        await using var spare = await PreparedDatabase.OpenAsync(database.Address.ConnectionString);
        await using var command = spare.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()";
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_capture_can_end_at_any_moment_of_its_beginning()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        for (var spins = 0; spins < 20; spins++)
        {
            var capture = await database.StartCaptureAsync();
            Thread.SpinWait(spins * 5_000);
            await capture.DisposeAsync().AsTask().WaitAsync(Patience);
        }
    }

    private static async Task<DatabaseCatalog> CatalogAsync(PreparedDatabase database)
    {
        await using var spare = await PreparedDatabase.OpenAsync(database.Address.ConnectionString);
        return await DatabaseCatalog.LoadAsync(spare, CancellationToken.None);
    }
}

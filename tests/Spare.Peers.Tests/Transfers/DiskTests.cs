using System.Diagnostics.CodeAnalysis;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;
using static Spare.Peers.Tests.Cluster;
using static Spare.Peers.Tests.Transfers.DiskSandbox;

namespace Spare.Peers.Tests.Transfers;

/// <summary>Large, full and damaged disks.</summary>
[SuppressMessage("Design", "CA1001", Justification = "IAsyncLifetime disposes them.")]
public sealed class DiskTests : IAsyncLifetime
{
    private readonly Cluster cluster = new(2);
    private readonly DiskSandbox receiver = new();
    private CountingJournal given = null!; // Set by the constructor.
    private readonly DiskSandbox donor;

    public DiskTests() => donor = new DiskSandbox(journal => given = new CountingJournal(journal));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await donor.DisposeAsync();
        await receiver.DisposeAsync();
        cluster.Dispose();
    }

    [Fact]
    public async Task A_hundred_thousand_records_are_never_in_memory_together()
    {
        const int Size = 1_000;
        const long InFlightMaximum = 32 * 1024 * 1024;
        await donor.AppendAsync(1, 100_000, Size);
        CountingJournal taken = null!;
        await using var far = new DiskSandbox(journal => taken = new CountingJournal(journal));
        var inFlight = 0L;
        taken.Appending = () => inFlight = Math.Max(inFlight, given.Read - taken.Appended);

        Assert.Equal(At(100_000), await CatchUpAsync(far));

        Assert.Equal(100_000, (await far.UpdatesAsync()).Count);
        Assert.Equal(100_000L * (Size + sizeof(ulong)), taken.Appended);
        Assert.InRange(inFlight, 1, InFlightMaximum);
    }

    [Fact]
    public async Task A_record_of_any_size_passes()
    {
        await donor.AppendAsync(1, 1);
        await donor.AppendAsync(2, 2, 40_000_000);
        await donor.AppendAsync(3, 3);

        Assert.Equal(At(3), await CatchUpAsync(receiver));

        Assert.Equal([1, 2, 3], await receiver.UpdatesAsync());
    }

    [Fact]
    public async Task A_damaged_journal_is_repaired()
    {
        await FillAsync(donor);
        await FillAsync(receiver);
        await receiver.DamageAsync();
        Assert.NotNull(receiver.Journal.Damage);

        Assert.Equal(At(2000), await CatchUpAsync(receiver));

        Assert.Null(receiver.Journal.Damage);
        await receiver.ReopenAsync();
        Assert.Equal((null, At(2000)), (receiver.Journal.Damage, receiver.Journal.End));
        Assert.Equal(Numbers(1, 2000), await receiver.UpdatesAsync());
    }

    [Fact]
    public async Task Nothing_is_taken_from_a_damaged_journal()
    {
        await FillAsync(donor);
        await donor.DamageAsync();
        await receiver.AppendAsync(1, 10);

        var refused = await Assert.ThrowsAsync<CatchUpException>(() => CatchUpAsync(receiver));

        Assert.Contains("is damaged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(At(10), receiver.Journal.End);
    }

    [Fact]
    public async Task Damage_that_is_found_while_it_is_read_ends_the_catch_up_and_what_came_before_stays()
    {
        await FillAsync(donor);
        donor.DamageFile();

        var refused = await Assert.ThrowsAsync<CatchUpException>(() => CatchUpAsync(receiver));

        Assert.Contains("it refuses: the journal is damaged", refused.Message, StringComparison.Ordinal);
        var last = receiver.Journal.End!.Update.Value;
        Assert.InRange(last, 0ul, 1999ul);
        Assert.Equal(Numbers(1, (int)last), await receiver.UpdatesAsync());
    }

    [Fact]
    public async Task A_full_disk_is_named_and_leaves_what_fitted()
    {
        await donor.AppendAsync(1, 100, 20_000);
        await using var small = new SmallDisk();
        await using (var full = new DiskSandbox(small.Path))
        {
            var refused = await Assert.ThrowsAsync<CatchUpException>(() => CatchUpAsync(full));
            Assert.Contains("No space left", refused.Message, StringComparison.Ordinal);
            Assert.Contains(small.Path, refused.Message, StringComparison.Ordinal);
        }

        small.Grow();
        await using var larger = new DiskSandbox(small.Path);
        Assert.Null(larger.Journal.Damage);
        Assert.Equal(At(100), await CatchUpAsync(larger));
        Assert.Equal(Numbers(1, 100), await larger.UpdatesAsync());
    }

    /// <summary>With 2000 records in several files.</summary>
    private static async Task FillAsync(DiskSandbox sandbox)
    {
        for (var first = 1ul; first < 2000; first += 200)
        {
            await sandbox.AppendAsync(first, first + 199, 1000);
        }
    }

    private async Task<JournalEnd> CatchUpAsync(DiskSandbox taker)
    {
        await using var giving = cluster.Start(H1, donor.Disk);
        await using var taking = cluster.Start(H2, taker.Disk);
        return await taking.CatchUp!.CatchUpAsync(H1, default);
    }
}

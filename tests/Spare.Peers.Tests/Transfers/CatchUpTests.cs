using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using System.Diagnostics.CodeAnalysis;
using static Spare.Peers.Tests.Cluster;
using static Spare.Peers.Tests.Transfers.DiskSandbox;

namespace Spare.Peers.Tests.Transfers;

/// <summary>Two hosts over loopback: H1 gives, H2 takes.</summary>
[SuppressMessage("Design", "CA1001", Justification = "IAsyncLifetime disposes them.")]
public sealed class CatchUpTests : IAsyncLifetime
{
    private readonly Cluster cluster = new(6);
    private readonly DiskSandbox donor = new();
    private readonly DiskSandbox receiver = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await donor.DisposeAsync();
        await receiver.DisposeAsync();
        cluster.Dispose();
    }

    [Fact]
    public async Task Sends_only_the_tail_when_the_rest_is_there()
    {
        await donor.AppendAsync(1, 100);
        await receiver.AppendAsync(1, 90);

        Assert.Equal(At(100), await CatchUpAsync());

        Assert.Equal(Numbers(1, 100), await receiver.UpdatesAsync());
        Assert.Equal((0, 0), (donor.Base.Exported, receiver.Base.Replaced));
    }

    [Fact]
    public async Task Changes_nothing_when_nothing_is_missing()
    {
        await donor.AppendAsync(1, 100);
        await receiver.AppendAsync(1, 100);
        var confirmations = receiver.Journal.Confirmations;

        Assert.Equal(At(100), await CatchUpAsync());

        Assert.Equal((0, confirmations), (donor.Base.Exported, receiver.Journal.Confirmations));
    }

    [Fact]
    public async Task Gives_everything_after_the_image_to_a_host_that_has_nothing()
    {
        await donor.AppendAsync(1, 100);

        Assert.Equal(At(100), await CatchUpAsync());

        Assert.Equal(Numbers(1, 100), await receiver.UpdatesAsync());
        Assert.Equal((1, JournalEnd.Image), (receiver.Base.Replaced, receiver.Base.End));
    }

    [Fact]
    public async Task Sends_base_and_tail_to_a_host_whose_end_is_not_there_any_more()
    {
        await receiver.AppendAsync(1, 10);
        await FillBehindBaseAsync();

        Assert.Equal(At(1000), await CatchUpAsync());

        Assert.Equal(donor.Base.Disk, receiver.Base.Disk);
        Assert.Equal(At(900), receiver.Base.End);
        Assert.Equal(Numbers(901, 1000), await receiver.UpdatesAsync());
    }

    [Fact]
    public async Task Replies_that_are_kept_for_clients_come_with_the_base_and_with_the_records()
    {
        await donor.Journal.ResetAsync(At(900), [Kept(899)], default);
        donor.SetBase(900, 1_000);
        foreach (var number in new ulong[] { 901, 902 })
        {
            await donor.Journal.AppendAsync(Record(number) with { Kept = Kept(number) }, default);
        }

        Assert.Equal(At(902), await CatchUpAsync());

        Assert.Equal([Kept(899), Kept(901), Kept(902)], receiver.Journal.Kept.AsEnumerable());
    }

    [Fact]
    public async Task Sends_only_the_tail_to_a_host_that_ends_where_the_base_does()
    {
        await FillBehindBaseAsync();
        await receiver.Journal.ResetAsync(At(900), [], default);
        receiver.Base.End = At(900);

        Assert.Equal(At(1000), await CatchUpAsync());

        Assert.Equal((0, 0), (donor.Base.Exported, receiver.Base.Replaced));
        Assert.Equal(Numbers(901, 1000), await receiver.UpdatesAsync());
    }

    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(120)]
    public async Task Drops_what_a_host_has_that_the_donor_does_not(int last)
    {
        await donor.AppendAsync(1, 100);
        await receiver.AppendAsync(1, 40);
        await receiver.AppendAsync(41, (ulong)last, history: "another");

        Assert.Equal(At(100), await CatchUpAsync());

        Assert.Equal(1, receiver.Base.Replaced);
        Assert.Equal(At(100), receiver.Journal.End);
        Assert.Equal(Numbers(1, 100), await receiver.UpdatesAsync());
    }

    [Fact]
    public async Task Does_not_go_on_from_a_base_that_is_damaged()
    {
        await donor.AppendAsync(1, 100);
        await receiver.AppendAsync(1, 90);
        receiver.Base.Damage = "its machine is gone";

        Assert.Equal(At(100), await CatchUpAsync());

        Assert.Equal(1, receiver.Base.Replaced);
        Assert.Null(receiver.Base.Damage);
    }

    [Fact]
    public async Task Sends_what_is_appended_meanwhile_although_the_base_goes_on_and_the_journal_is_truncated()
    {
        await FillBehindBaseAsync();
        donor.Base.Halfway = async () =>
        {
            await donor.AppendAsync(1001, 3000);
            donor.SetBase(2900, 1_000);
            await donor.Journal.TruncateAsync(At(2900).Update, default);
        };

        Assert.Equal(At(3000), await CatchUpAsync());

        Assert.Equal(At(900), receiver.Base.End);
        Assert.Equal(Numbers(901, 3000), await receiver.UpdatesAsync());
        await donor.Journal.TruncateAsync(At(2900).Update, default);
        Assert.True((await donor.UpdatesAsync())[0] > 901, "the donor's journal is held for good");
    }

    [Fact]
    public async Task Goes_on_from_where_it_came_when_it_is_called_again()
    {
        await FillBehindBaseAsync();
        await using var giving = cluster.Start(H1, donor.Disk);
        await using var taking = cluster.Start(H2, receiver.Disk);
        await taking.CatchUp!.CatchUpAsync(H1, default);

        for (var round = 1; round <= 20; round++)
        {
            await donor.AppendAsync((ulong)(1000 + round), (ulong)(1000 + round));
            Assert.Equal(At((ulong)(1000 + round)), await taking.CatchUp.CatchUpAsync(H1, default));
        }

        Assert.Equal((1, 1), (donor.Base.Exported, receiver.Base.Replaced));
        Assert.Equal(Numbers(901, 1020), await receiver.UpdatesAsync());
    }

    [Fact]
    public async Task Serves_two_hosts_at_once()
    {
        await FillBehindBaseAsync();
        await using var third = new DiskSandbox();
        var both = new TaskCompletionSource();
        var halfway = 0;
        donor.Base.Halfway = () =>
        {
            if (Interlocked.Increment(ref halfway) == 2)
            {
                both.SetResult();
            }

            return both.Task;
        };
        await using var giving = cluster.Start(H1, donor.Disk);
        await using var second = cluster.Start(H2, receiver.Disk);
        await using var other = cluster.Start(new(3), third.Disk);

        var ends = await Task.WhenAll(second.CatchUp!.CatchUpAsync(H1, default), other.CatchUp!.CatchUpAsync(H1, default));

        Assert.Equal([At(1000), At(1000)], ends);
        Assert.Equal(Numbers(901, 1000), await receiver.UpdatesAsync());
        Assert.Equal(Numbers(901, 1000), await third.UpdatesAsync());
    }

    private static KeptReply Kept(ulong number) => new(
        new IdempotencyKey(Digest.Of(BitConverter.GetBytes(number)), default), At(number).Sequence, At(number).Time,
        Outcome.Replied, BitConverter.GetBytes(number));

    private async Task FillBehindBaseAsync()
    {
        await donor.Journal.ResetAsync(At(900), [], default);
        await donor.AppendAsync(901, 1000);
        donor.SetBase(900, 3_000_000);
    }

    private async Task<JournalEnd> CatchUpAsync()
    {
        await using var giving = cluster.Start(H1, donor.Disk);
        await using var taking = cluster.Start(H2, receiver.Disk);
        var end = await taking.CatchUp!.CatchUpAsync(H1, default);
        Assert.Equal(end, receiver.Journal.End);
        return end;
    }
}

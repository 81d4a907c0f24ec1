using System.Diagnostics.CodeAnalysis;
using Spare.Peers.Transfers;
using Spare.Protocol.Wire;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;
using static Spare.Peers.Tests.Cluster;
using static Spare.Peers.Tests.Transfers.DiskSandbox;

namespace Spare.Peers.Tests.Transfers;

/// <summary>What a donor sends is looked at, although it is trusted: memory, disks and versions go wrong.</summary>
[SuppressMessage("Design", "CA1001", Justification = "IAsyncLifetime disposes them.")]
public sealed class WrongDonorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Cluster cluster = new(2);
    private readonly DiskSandbox receiver = new();

    public Task InitializeAsync() => receiver.AppendAsync(1, 10);

    public async Task DisposeAsync()
    {
        await receiver.DisposeAsync();
        cluster.Dispose();
    }

    [Fact]
    public async Task Takes_what_is_right()
    {
        var refused = await Xunit.Record.ExceptionAsync(() => CatchUpAsync(async channel =>
        {
            await SendAsync(channel, TransferFrameKind.TailFollows);
            await SendAsync(channel, TransferFrameKind.StillThere);
            await SendRecordsAsync(channel, 11, 12);
            await SendAsync(channel, TransferFrameKind.Done, JournalEndFields.Encode(At(12)));
        }));

        Assert.Null(refused);
        Assert.Equal(Numbers(1, 12), await receiver.UpdatesAsync());
    }

    [Fact]
    public Task A_skipped_update() => IsRefusedAsync("u13 at s39 came after u11 at s33", 11, async channel =>
    {
        await SendAsync(channel, TransferFrameKind.TailFollows);
        await SendRecordsAsync(channel, 11, 13);
    });

    [Fact]
    public Task An_update_that_is_there_already() => IsRefusedAsync("u10 at s30 came after u10", 10, async channel =>
    {
        await SendAsync(channel, TransferFrameKind.TailFollows);
        await SendRecordsAsync(channel, 10);
    });

    [Fact]
    public Task Another_end_than_that_of_its_records() => IsRefusedAsync("the donor ends with u12", 11, async channel =>
    {
        await SendAsync(channel, TransferFrameKind.TailFollows);
        await SendRecordsAsync(channel, 11);
        await SendAsync(channel, TransferFrameKind.Done, JournalEndFields.Encode(At(12)));
    });

    [Fact]
    public Task The_right_update_with_another_history() => IsRefusedAsync("the donor ends with u11", 11, async channel =>
    {
        await SendAsync(channel, TransferFrameKind.TailFollows);
        await SendRecordsAsync(channel, 11);
        var end = JournalEndFields.Encode(DiskSandbox.Record(11, history: "another").End);
        await SendAsync(channel, TransferFrameKind.Done, end);
    });

    [Fact]
    public Task A_connection_that_ends_before_the_end() => IsRefusedAsync("the connection ended early", 11, async channel =>
    {
        await SendAsync(channel, TransferFrameKind.TailFollows);
        await SendRecordsAsync(channel, 11);
    });

    [Fact]
    public Task A_base_that_is_cut_off() => IsRefusedAsync("the connection ended early", 10, async channel =>
    {
        await SendAsync(channel, TransferFrameKind.BaseFollows, JournalEndFields.Encode(At(900)));
        await SendAsync(channel, TransferFrameKind.Kept);
        await SendAsync(channel, TransferFrameKind.DiskPart, new byte[1000]);
    });

    [Fact]
    public Task A_base_with_another_digest() => IsRefusedAsync("1000 bytes, which are not what", 10, channel =>
        SendBaseAsync(channel, new byte[1000], 1000));

    [Fact]
    public Task A_base_of_another_length() => IsRefusedAsync("1000 bytes, which are not what", 10, channel =>
        SendBaseAsync(channel, new byte[1000], 1001));

    [Fact]
    public Task Records_before_it_said_what_they_follow() => IsRefusedAsync("kind 9", 10, channel =>
        SendRecordsAsync(channel, 11));

    [Fact]
    public Task Kept_replies_that_are_cut() => IsRefusedAsync("replies came that cannot be read", 10, async channel =>
    {
        await SendAsync(channel, TransferFrameKind.BaseFollows, JournalEndFields.Encode(At(900)));
        await SendAsync(channel, TransferFrameKind.Kept, new byte[60]);
    });

    [Fact]
    public Task Records_in_the_middle_of_the_base() => IsRefusedAsync("kind 9", 10, async channel =>
    {
        await SendAsync(channel, TransferFrameKind.BaseFollows, JournalEndFields.Encode(At(900)));
        await SendRecordsAsync(channel, 901);
    });

    [Fact]
    public Task Records_that_are_cut() => IsRefusedAsync("records came that cannot be read", 10, async channel =>
    {
        await SendAsync(channel, TransferFrameKind.TailFollows);
        await SendAsync(channel, TransferFrameKind.Records, new byte[60]);
    });

    [Fact]
    public Task A_place_that_is_cut() => IsRefusedAsync("cannot be read", 10, channel =>
        SendAsync(channel, TransferFrameKind.BaseFollows, new byte[8]));

    [Fact]
    public Task A_kind_that_nobody_knows() => IsRefusedAsync("kind 99", 10, channel =>
        SendAsync(channel, (TransferFrameKind)99));

    [Fact]
    public Task A_refusal() => IsRefusedAsync("it refuses: no time", 10, channel =>
        SendAsync(channel, TransferFrameKind.Refused, Unexpected.Refusal("no time")));

    [Fact]
    public Task Bytes_that_are_no_frames() => IsRefusedRawAsync("a frame of 4294967295 bytes", stream =>
        stream.WriteAsync(Enumerable.Repeat((byte)0xFF, 100).ToArray()).AsTask());

    [Fact]
    public Task A_wrong_checksum() => IsRefusedRawAsync("checksum", stream =>
        stream.WriteAsync(new byte[] { 0, 0, 0, 0, (byte)TransferFrameKind.TailFollows, 1, 2, 3, 4 }).AsTask());

    [Fact]
    public Task Silence() => IsRefusedRawAsync("nothing came for 0.3 s", silence: 0.3, script: async stream =>
    {
        try
        {
            while (await stream.ReadAsync(new byte[1024]) > 0)
            {
            }
        }
        catch (IOException)
        {
            // The receiver has had enough.
        }
    });

    [Fact]
    public async Task Somebody_who_is_not_there()
    {
        await using var taking = Start();

        var refused = await Assert.ThrowsAsync<CatchUpException>(() => taking.CatchUp!.CatchUpAsync(H1, default));

        Assert.Contains("did not catch up from h1", refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(At(10), receiver.Journal.End);
    }

    private static async Task SendBaseAsync(TransferChannel channel, byte[] disk, long length)
    {
        var end = new WireWriter();
        end.Int64(length);
        end.Digest(Configuration);
        await SendAsync(channel, TransferFrameKind.BaseFollows, JournalEndFields.Encode(At(900)));
        await SendAsync(channel, TransferFrameKind.Kept);
        await SendAsync(channel, TransferFrameKind.DiskPart, disk);
        await SendAsync(channel, TransferFrameKind.DiskEnd, end.WrittenMemory);
    }

    private static async Task SendRecordsAsync(TransferChannel channel, params ulong[] numbers)
    {
        foreach (var number in numbers)
        {
            var batch = new RecordBatch();
            Assert.True(batch.TryAdd(DiskSandbox.Record(number)));
            await SendAsync(channel, TransferFrameKind.Records, batch.Content);
        }
    }

    private static Task SendAsync(
        TransferChannel channel, TransferFrameKind kind, ReadOnlyMemory<byte> content = default) =>
        channel.SendAsync(kind, content, default);

    /// <param name="end">What the receiver has afterwards, all of it whole.</param>
    private async Task IsRefusedAsync(string reason, int end, Func<TransferChannel, Task> script)
    {
        var refused = await Assert.ThrowsAsync<CatchUpException>(() => CatchUpAsync(script));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(At((ulong)end), receiver.Journal.End);
        Assert.Equal(Numbers(1, end), await receiver.UpdatesAsync());
        Assert.Equal(0, receiver.Base.Replaced);
    }

    private async Task IsRefusedRawAsync(string reason, Func<Stream, Task> script, double silence = 30)
    {
        await using var donor = new ScriptedDonor(cluster, H1, script);
        await using var taking = Start(silence);

        var refused = await Assert.ThrowsAsync<CatchUpException>(
            () => taking.CatchUp!.CatchUpAsync(H1, default).WaitAsync(Patience));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(At(10), receiver.Journal.End);
    }

    private async Task<JournalEnd> CatchUpAsync(Func<TransferChannel, Task> script)
    {
        await using var donor = new ScriptedDonor(cluster, H1, async stream =>
        {
            await using var channel = new TransferChannel(stream, Patience);
            Assert.Equal(At(10), TransferAsk.Parse(await channel.ReceiveAsync(default))!.End);
            await script(channel);
        });
        await using var taking = Start();
        return await taking.CatchUp!.CatchUpAsync(H1, default).WaitAsync(Patience);
    }

    private PeerLink Start(double silence = 30) => cluster.Start(
        H2, receiver.Disk, options => options with { TransferSilence = TimeSpan.FromSeconds(silence) });
}

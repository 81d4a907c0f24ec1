using Spare.Protocol;
using Spare.Replicas.Tests.Machines;
using Spare.Replicas.Tests.Services;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;
using static Spare.Replicas.Tests.Machines.FakeHost;

namespace Spare.Replicas.Tests;

/// <summary>The base of one host becomes that of another one.</summary>
public sealed class BaseTransferTests
{
    [Fact]
    public async Task The_next_passive_replica_is_made_from_the_base_of_another_host()
    {
        await using var donor = await WithBaseAsync();
        await using var receiver = await FakeHost.StartAsync();
        receiver.Journal.Append(11, 12);
        var outdated = receiver.Passive.Name;

        await MoveAsync(donor, receiver);

        Assert.Equal((donor.Record.Recorded!.End, null), (receiver.Replicas.Transfer.End, receiver.Replicas.Transfer.Damage));
        Assert.Equal(donor.Record.Recorded.End, receiver.Record.Recorded!.End);
        Assert.Equal(donor.Record.Recorded.End, receiver.Journal.End);
        await Until.TrueAsync(() => receiver.Hypervisor.Machines.All(machine => machine.Name != outdated));
        receiver.Journal.Append(116, 120);
        Assert.Equal(new UpdateNumber(120), await receiver.MakePassiveAsync(120));
        Assert.Equal([(116UL, 5)], BatchesOf(receiver.Passive));
    }

    [Fact]
    public async Task The_next_daemon_finds_the_base_of_another_host()
    {
        await using var donor = await WithBaseAsync();
        await using var receiver = await FakeHost.StartAsync();
        await MoveAsync(donor, receiver);

        await receiver.RestartAsync(isKilled: true);

        Assert.Null(receiver.Replicas.Damage);
        Assert.Equal(new UpdateNumber(115), await receiver.MakePassiveAsync(115));
    }

    [Fact]
    public async Task A_damaged_base_is_repaired_by_that_of_another_host_and_its_machine_is_destroyed()
    {
        await using var donor = await WithBaseAsync();
        await using var receiver = await WithBaseAsync();
        receiver.Record.Failure = new JournalException("damaged");
        await receiver.RestartAsync();
        Assert.NotNull(receiver.Replicas.Damage);
        receiver.Record.Failure = null;

        await MoveAsync(donor, receiver);

        Assert.Null(receiver.Replicas.Damage);
        Assert.Equal(new UpdateNumber(115), await receiver.MakePassiveAsync(115));
        Assert.Equal(2, receiver.Hypervisor.Machines.Count);
    }

    [Fact]
    public async Task The_image_takes_the_place_of_a_base()
    {
        await using var receiver = await WithBaseAsync();

        await receiver.Replicas.Transfer.ReplaceAsync(JournalEnd.Image, [], null, default);

        Assert.Null(receiver.Record.Recorded);
        Assert.Equal(JournalEnd.Image, receiver.Journal.End);
        Assert.Equal(JournalEnd.Image, receiver.Replicas.Transfer.End);
        Assert.Equal(Image, await receiver.MakePassiveAsync(0));
    }

    [Fact]
    public async Task A_host_without_a_base_of_its_own_says_so()
    {
        await using var donor = await FakeHost.StartAsync();

        var end = await donor.Replicas.Transfer.ExportAsync(_ => throw new InvalidOperationException(), default);

        Assert.Equal(JournalEnd.Image, end);
    }

    [Fact]
    public async Task A_base_leaves_as_it_was_when_it_is_renewed_meanwhile()
    {
        await using var donor = await WithBaseAsync();
        var was = donor.Record.Recorded!;
        using var disk = new MemoryStream();

        var end = await donor.Replicas.Transfer.ExportAsync(
            async _ =>
            {
                donor.Journal.Append(116, 230);
                await donor.UpdatePassiveAsync(Updates(116, 230));
                await donor.NoticeAsync<ReplicaNotice.BaseMade>();
                await Until.TrueAsync(() => donor.Hypervisor.Machines.All(machine => machine.Name != was.Name));
                return disk;
            },
            default);

        Assert.Equal(was.End, end);
        Assert.Equal(115UL, BitConverter.ToUInt64(disk.ToArray()));
        await Until.TrueAsync(() => donor.Hypervisor.Machines.Count == 3);
    }

    [Fact]
    public async Task An_import_that_ends_wrong_changes_nothing()
    {
        await using var receiver = await WithBaseAsync();
        var before = (receiver.Record.Recorded, receiver.Journal.End, receiver.Hypervisor.Machines.Count);

        await Assert.ThrowsAsync<IOException>(
            () => receiver.Replicas.Transfer.ReplaceAsync(JournalEnd.Image, [], new CutStream(), default));

        await Until.TrueAsync(() => receiver.Hypervisor.Machines.Count == before.Count);
        Assert.Equal((before.Recorded, before.End), (receiver.Record.Recorded, receiver.Journal.End));
        Assert.Null(receiver.Replicas.Damage);
    }

    [Fact]
    public async Task Power_that_is_lost_before_the_record_leaves_the_old_base()
    {
        await using var donor = await WithBaseAsync();
        await using var receiver = await OlderAsync();
        receiver.Record.Writing = _ => throw new JournalException("power is lost");

        await Assert.ThrowsAsync<JournalException>(() => MoveAsync(donor, receiver));
        Assert.NotNull(receiver.Replicas.Damage);
        receiver.Record.Writing = _ => { };
        await receiver.RestartAsync(isKilled: true);

        Assert.Null(receiver.Replicas.Damage);
        Assert.Equal(new UpdateNumber(110), Assert.Single(receiver.Hypervisor.Machines).Disk);
    }

    [Fact]
    public async Task Power_that_is_lost_between_record_and_journal_is_found_and_mended_by_the_next_catch_up()
    {
        await using var donor = await WithBaseAsync();
        await using var receiver = await OlderAsync();
        receiver.Record.Writing = _ => receiver.Journal.Failure = new JournalException("power is lost");

        await Assert.ThrowsAsync<JournalException>(() => MoveAsync(donor, receiver));
        receiver.Record.Writing = _ => { };
        receiver.Journal.Failure = null;
        await receiver.RestartAsync(isKilled: true);
        Assert.NotNull(receiver.Replicas.Damage);
        await Assert.ThrowsAsync<ReplicaException>(() => receiver.MakePassiveAsync(0));

        await MoveAsync(donor, receiver);
        await receiver.RestartAsync(isKilled: true);

        Assert.Null(receiver.Replicas.Damage);
        Assert.Equal(new UpdateNumber(115), Assert.Single(receiver.Hypervisor.Machines).Disk);
    }

    private static async Task MoveAsync(FakeHost from, FakeHost to)
    {
        using var disk = new MemoryStream();
        var end = await from.Replicas.Transfer.ExportAsync(_ => Task.FromResult<Stream>(disk), default);
        disk.Position = 0;
        await to.Replicas.Transfer.ReplaceAsync(end, [], disk, default).WaitAsync(Patience);
    }

    /// <summary>Its base has update 115.</summary>
    private static Task<FakeHost> WithBaseAsync() => WithBaseAsync(115);

    /// <summary>Its base and its journal end with update 110.</summary>
    private static Task<FakeHost> OlderAsync() => WithBaseAsync(110);

    private static async Task<FakeHost> WithBaseAsync(ulong last)
    {
        var host = await FakeHost.StartAsync(baseInterval: 100);
        host.Journal.Append(11, last);
        await host.UpdatePassiveAsync(Updates(11, last));
        await host.NoticeAsync<ReplicaNotice.BaseMade>();
        return host;
    }

    /// <summary>Eight bytes, and then no end but a failure.</summary>
    private sealed class CutStream : MemoryStream
    {
        public CutStream()
            : base(new byte[8])
        {
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("cut");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new IOException("cut");
    }
}

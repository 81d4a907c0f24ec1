using Spare.Protocol;
using Spare.Protocol.Agents.Commands;
using Spare.Replicas.Tests.Machines;
using Spare.Replicas.Tests.Services;
using Spare.Runtime.Ports;
using static Spare.Replicas.Tests.Machines.FakeHost;

namespace Spare.Replicas.Tests;

/// <summary>How the base follows the passive replica, and never stands in its way.</summary>
public sealed class PassiveOriginTests
{
    [Fact]
    public async Task After_enough_updates_the_passive_replica_becomes_the_base()
    {
        await using var host = await FakeHost.StartAsync(baseInterval: 100);
        host.Journal.Append(11, 109);
        await host.UpdatePassiveAsync(Updates(11, 109));
        Assert.Equal(2, host.Hypervisor.Machines.Count);

        host.Journal.Append(110, 115);
        await host.UpdatePassiveAsync(Updates(110, 115));

        Assert.Equal(new UpdateNumber(115), (await host.NoticeAsync<ReplicaNotice.BaseMade>()).Number);
        Assert.Equal(VirtualMachineState.Paused, host.Passive.State);
        var kept = Assert.Single(host.Hypervisor.Machines, machine => machine.State == VirtualMachineState.Stopped);
        Assert.Equal(new UpdateNumber(115), kept.Disk);
    }

    [Fact]
    public async Task After_enough_bytes_of_updates_the_passive_replica_becomes_the_base()
    {
        await using var host = await FakeHost.StartAsync(baseBytes: 100);

        host.Journal.Append(11, 12);
        await host.UpdatePassiveAsync(Updates(11, 12, size: 50));

        Assert.Equal(new UpdateNumber(12), (await host.NoticeAsync<ReplicaNotice.BaseMade>()).Number);
    }

    [Fact]
    public async Task Passive_replicas_are_made_from_the_newest_base_which_is_never_started()
    {
        await using var host = await FakeHost.StartAsync(baseInterval: 100);
        host.Journal.Append(11, 111);
        await host.UpdatePassiveAsync(Updates(11, 111));
        await host.NoticeAsync<ReplicaNotice.BaseMade>();
        host.Journal.Append(112, 212);
        await host.UpdatePassiveAsync(Updates(112, 212));
        await host.NoticeAsync<ReplicaNotice.BaseMade>();
        host.Journal.Append(213, 215); // What is older was truncated.
        await host.StartReplicaAsync(2, []);

        Assert.Equal(new UpdateNumber(215), await host.MakePassiveAsync(215));

        Assert.Equal([(213UL, 3)], BatchesOf(host.Passive));
        await Until.TrueAsync(() =>
            host.Hypervisor.Machines.Count(machine => machine.State == VirtualMachineState.Stopped) == 1);
    }

    [Fact]
    public async Task A_new_passive_replica_that_is_far_beyond_the_base_becomes_the_base()
    {
        await using var host = await FakeHost.StartAsync(baseInterval: 100);
        host.Journal.Append(11, 300);
        await host.StartReplicaAsync(2, []);

        await host.MakePassiveAsync(300);

        Assert.Equal(new UpdateNumber(300), (await host.NoticeAsync<ReplicaNotice.BaseMade>()).Number);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Waking_the_passive_replica_does_not_wait_for_its_copy_which_is_dropped(bool isCompleted)
    {
        await using var host = await FakeHost.StartAsync(baseInterval: 100);
        host.Hypervisor.CompletesCopies = isCompleted;
        var copy = new TaskCompletionSource();
        host.Hypervisor.CopyHeld = copy.Task;
        host.Journal.Append(11, 111);
        await host.UpdatePassiveAsync(Updates(11, 111));
        var renewing = host.RenewAsync();
        await host.Hypervisor.CopyBegun.Task.WaitAsync(Patience);

        await host.StartReplicaAsync(2, Updates(112, 120));

        Assert.Equal(new UpdateNumber(120), host.MachineOf(Id(2)).Disk);
        copy.SetResult();
        await renewing;
        host.Journal.Append(112, 120);
        Assert.Equal(new UpdateNumber(120), await host.MakePassiveAsync(120));
        Assert.Equal(11UL, BatchesOf(host.Passive).First().First);
    }

    [Fact]
    public async Task A_passive_replica_that_is_being_copied_is_not_resumed_for_updates()
    {
        await using var host = await FakeHost.StartAsync(baseInterval: 100);
        var copy = new TaskCompletionSource();
        host.Hypervisor.CopyHeld = copy.Task;
        host.Journal.Append(11, 111);
        await host.UpdatePassiveAsync(Updates(11, 111));
        var made = host.NoticeAsync<ReplicaNotice.BaseMade>();
        await host.Hypervisor.CopyBegun.Task.WaitAsync(Patience);

        var updating = host.UpdatePassiveAsync(Updates(112, 113));

        Assert.False(updating.IsCompleted);
        Assert.Equal(VirtualMachineState.Paused, host.Passive.State);
        copy.SetResult();
        Assert.Equal(new UpdateNumber(113), await updating);
        Assert.Equal(new UpdateNumber(111), (await made).Number);
    }

    [Fact]
    public async Task A_copy_that_fails_leaves_the_old_base_and_is_told()
    {
        await using var host = await FakeHost.StartAsync(baseInterval: 100);
        host.Hypervisor.RefusesCopies = true;
        host.Journal.Append(11, 111);
        await host.UpdatePassiveAsync(Updates(11, 111));
        await host.NoticeAsync<ReplicaNotice.BaseNotMade>();
        host.Hypervisor.RefusesCopies = false;

        host.Journal.Append(112, 112);
        await host.UpdatePassiveAsync(Updates(112, 112));

        Assert.Equal(new UpdateNumber(112), (await host.NoticeAsync<ReplicaNotice.BaseMade>()).Number);
    }

    [Fact]
    public async Task A_copy_whose_state_is_not_agreed_on_does_not_become_the_base()
    {
        await using var host = await FakeHost.StartAsync(baseInterval: 100);
        host.Journal.Append(11, 111);
        await host.UpdatePassiveAsync(Updates(11, 111));
        await host.NoticeAsync<ReplicaNotice.BaseOld>();
        var check = await host.CheckAsync(111);
        Assert.Single(host.Hypervisor.Machines, machine => machine.State == VirtualMachineState.Stopped);

        host.Replicas.DropBase(check);

        await Until.TrueAsync(() => host.Hypervisor.Machines.Count == 2);
        await Assert.ThrowsAsync<ReplicaException>(() => host.Replicas.TakeBaseAsync(check));
        Assert.Null(host.Record.Recorded);
    }

    [Fact]
    public async Task A_passive_replica_that_is_discarded_is_made_again_from_the_older_base_and_the_journal()
    {
        await using var host = await FakeHost.StartAsync(baseInterval: 100);
        host.Journal.Append(11, 111);
        await host.UpdatePassiveAsync(Updates(11, 111));
        var spoilt = host.Passive;

        host.Replicas.DiscardPassive();

        Assert.Equal(new UpdateNumber(111), await host.MakePassiveAsync(111));
        Assert.NotEqual(spoilt, host.Passive);
        Assert.Equal(11UL, BatchesOf(host.Passive).First().First);
    }

    [Fact]
    public async Task Waking_the_passive_replica_does_not_wait_for_the_digest_of_its_state()
    {
        await using var host = await FakeHost.StartAsync();
        var digest = new TaskCompletionSource();
        host.Passive.DigestHeld = digest.Task;
        var checking = host.CheckAsync(10);
        await Until.TrueAsync(() => host.Passive.Commands.OfType<NoteState>().Any());

        await host.StartReplicaAsync(2, Updates(11, 12));

        await Assert.ThrowsAsync<ReplicaException>(() => checking);
        Assert.Equal(VirtualMachineState.Running, host.MachineOf(Id(2)).State);
        Assert.Equal(new UpdateNumber(12), host.MachineOf(Id(2)).Disk);
        digest.SetResult();
    }

    [Fact]
    public async Task A_passive_replica_at_another_update_has_no_digest()
    {
        await using var host = await FakeHost.StartAsync();
        host.Journal.Append(11, 11);
        await Assert.ThrowsAsync<ReplicaException>(() => host.CheckAsync(11));
        await host.UpdatePassiveAsync(Updates(11, 11));
        await host.CheckAsync(11);
        Assert.Equal(VirtualMachineState.Paused, host.Passive.State);
    }
}

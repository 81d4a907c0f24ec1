using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Replicas.Tests.Machines;
using Spare.Replicas.Tests.Services;
using Spare.Runtime.Ports;
using static Spare.Replicas.Tests.Machines.FakeHost;

namespace Spare.Replicas.Tests;

/// <summary>How the passive replica is updated, and how the next one is made from base and journal (SPARE 3.2, 4.2).</summary>
public sealed class PassiveUpkeepTests
{
    [Fact]
    public async Task The_updates_with_which_it_is_woken_are_told_to_be_its_last()
    {
        await using var host = await FakeHost.StartAsync();
        var passive = host.Passive;

        await host.UpdatePassiveAsync(Updates(11, 12));
        await host.StartReplicaAsync(2, Updates(11, 13));

        Assert.Equal(
            [ReplicaUse.Updated, ReplicaUse.Executed], passive.Commands.OfType<ApplyUpdates>().Select(apply => apply.Use));
    }

    [Fact]
    public async Task The_next_passive_replica_has_what_the_journal_has_and_is_paused()
    {
        await using var host = await FakeHost.StartAsync();
        host.Journal.Append(11, 25);
        await host.StartReplicaAsync(2, Updates(11, 25));

        Assert.Equal(new UpdateNumber(25), await host.MakePassiveAsync(25));

        var passive = host.Passive;
        Assert.Equal([(11UL, 15)], BatchesOf(passive));
        Assert.Equal(VirtualMachineState.Paused, passive.State);
        Assert.Equal((Id(3), new UpdateNumber(25)), host.Replicas.Describe().Where(view => !view.IsActive)
            .Select(view => (view.Id, view.Update!.Value)).Single());
    }

    [Fact]
    public async Task A_replica_has_a_full_share_of_the_processors_only_once_it_executes_requests()
    {
        await using var host = await FakeHost.StartAsync();
        var active = host.Hypervisor.Machines.Single(machine => machine != host.Passive);
        var passive = host.Passive;
        await host.UpdatePassiveAsync(Updates(11, 12));
        Assert.Equal((true, false), (active.IsFavoured, passive.IsFavoured));

        await host.StartReplicaAsync(2, []);

        Assert.True(passive.IsFavoured);
    }

    [Fact]
    public async Task The_next_passive_replica_waits_for_the_updates_that_it_must_have()
    {
        await using var host = await FakeHost.StartAsync();
        host.Journal.Append(11, 12);
        await host.StartReplicaAsync(2, []);

        var making = host.MakePassiveAsync(14);
        await Until.TrueAsync(() => host.Hypervisor.Machines.Count == 3);
        Assert.False(making.IsCompleted);
        host.Journal.Append(13, 15);

        Assert.Equal(new UpdateNumber(15), await making);
    }

    [Fact]
    public async Task The_next_passive_replica_is_not_begun_while_somebody_waits_for_one_that_was_just_woken()
    {
        await using var host = await FakeHost.StartAsync(wakingGrace: TimeSpan.FromHours(1));
        await host.StartReplicaAsync(2, []);
        using var giving = new CancellationTokenSource();

        var making = host.Replicas.MakePassiveAsync(default, Image, giving.Token);
        await giving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => making);
        Assert.Equal(2, host.Hypervisor.Machines.Count);
    }

    [Fact]
    public async Task One_that_was_lost_is_followed_at_once()
    {
        await using var host = await FakeHost.StartAsync(wakingGrace: TimeSpan.FromHours(1));
        host.Journal.Append(11, 12);
        host.Passive.End();
        await host.NoticeAsync<ReplicaNotice.PassiveLost>();

        Assert.Equal(new UpdateNumber(12), await host.MakePassiveAsync(12));
    }

    [Fact]
    public async Task A_long_journal_is_applied_in_batches_of_bounded_number_and_size()
    {
        await using var host = await FakeHost.StartAsync();
        host.Journal.Append(11, 1_210);
        host.Journal.Append(1_211, 1_214, size: 5_000_000);
        await host.StartReplicaAsync(2, []);

        await host.MakePassiveAsync(1_214);

        Assert.Equal([(11UL, 500), (511UL, 500), (1_011UL, 202), (1_213UL, 2)], BatchesOf(host.Passive));
    }

    [Fact]
    public async Task A_journal_that_begins_too_late_makes_no_passive_replica()
    {
        await using var host = await FakeHost.StartAsync();
        host.Journal.Append(12, 20);
        await host.StartReplicaAsync(2, []);

        await Assert.ThrowsAsync<ReplicaException>(() => host.MakePassiveAsync(20));

        await LeavesOnlyRunningAsync(host);
    }

    [Fact]
    public async Task A_journal_that_failed_makes_no_passive_replica()
    {
        await using var host = await FakeHost.StartAsync();
        await host.StartReplicaAsync(2, []);
        host.Journal.Failure = new JournalException("the disk is full");

        await Assert.ThrowsAsync<JournalException>(() => host.MakePassiveAsync(11));

        await LeavesOnlyRunningAsync(host);
    }

    [Fact]
    public async Task A_new_replica_that_refuses_updates_leaves_nothing_behind()
    {
        await using var host = await FakeHost.StartAsync();
        host.Journal.Append(11, 12);
        await host.StartReplicaAsync(2, []);
        host.Hypervisor.Made = machine => machine.RefusesUpdates = true;

        await Assert.ThrowsAsync<ReplicaException>(() => host.MakePassiveAsync(12));

        await LeavesOnlyRunningAsync(host);
        Assert.Throws<InvalidOperationException>(() => host.Passive);
    }

    [Fact]
    public async Task An_update_resumes_the_passive_replica_only_for_what_it_lacks()
    {
        await using var host = await FakeHost.StartAsync();

        Assert.Equal(new UpdateNumber(15), await host.UpdatePassiveAsync(Updates(11, 15)));
        Assert.Equal(new UpdateNumber(20), await host.UpdatePassiveAsync(Updates(11, 20)));
        Assert.Equal(new UpdateNumber(20), await host.UpdatePassiveAsync(Updates(11, 20)));

        Assert.Equal([(11UL, 5), (16UL, 5)], BatchesOf(host.Passive));
        Assert.Equal(VirtualMachineState.Paused, host.Passive.State);
    }

    [Fact]
    public async Task A_passive_replica_that_refused_updates_is_given_up()
    {
        await using var host = await FakeHost.StartAsync();
        var refusing = host.Passive;
        refusing.RefusesUpdates = true;

        await Assert.ThrowsAsync<ReplicaException>(() => host.UpdatePassiveAsync(Updates(11, 12)));

        await host.NoticeAsync<ReplicaNotice.PassiveLost>();
        await Until.TrueAsync(() => refusing.State == VirtualMachineState.Absent);
        Assert.Equal(Id(1), Assert.Single(host.Replicas.Describe()).Id);
    }

    [Fact]
    public async Task A_passive_replica_that_ends_is_lost_and_the_next_one_can_be_made()
    {
        await using var host = await FakeHost.StartAsync();
        host.Journal.Append(11, 12);
        var first = host.Passive;

        first.End();

        await host.NoticeAsync<ReplicaNotice.PassiveLost>();
        Assert.Equal(new UpdateNumber(12), await host.MakePassiveAsync(12));
        Assert.NotEqual(first, host.Passive);
    }

    [Fact]
    public async Task Whoever_waits_for_the_passive_replica_gets_the_next_one()
    {
        await using var host = await FakeHost.StartAsync();
        await host.StartReplicaAsync(2, []);

        var waiting = host.Replicas.WaitForPassiveAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await host.MakePassiveAsync(0);

        Assert.Equal(Id(3), await waiting.WaitAsync(Patience));
    }

    private static Task LeavesOnlyRunningAsync(FakeHost host) => Until.TrueAsync(() =>
        host.Hypervisor.Machines.Count == 2
        && host.Hypervisor.Machines.All(machine => machine.Commands.Contains(new Activate())));
}

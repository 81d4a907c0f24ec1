using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Wire;
using Spare.Replicas.Tests.Machines;
using Spare.Replicas.Tests.Services;
using Spare.Replication.Execution;
using Spare.Runtime.Ports;
using static Spare.Replicas.Tests.Machines.FakeHost;

namespace Spare.Replicas.Tests;

/// <summary>How a passive replica is woken, and how replicas that execute requests come and go (SPARE 4.1.1).</summary>
public sealed class RunningReplicasTests
{
    [Fact]
    public async Task At_first_one_replica_runs_and_one_is_passive()
    {
        await using var host = await FakeHost.StartAsync();

        var views = host.Replicas.Describe();

        Assert.Equal([(Id(1), true), (Id(2), false)], views.Select(view => (view.Id, view.IsActive)));
        Assert.Equal(Image, views[1].Update);
        Assert.Equal(VirtualMachineState.Paused, host.Passive.State);
        Assert.Equal([new Activate()], host.MachineOf(Id(1)).Commands);
    }

    [Fact]
    public async Task A_woken_replica_has_what_it_lacked_before_it_may_execute()
    {
        await using var host = await FakeHost.StartAsync();
        await host.UpdatePassiveAsync(Updates(11, 20));
        var woken = host.Passive;

        await host.StartReplicaAsync(2, Updates(15, 30));

        Assert.Equal([(11UL, 10), (21UL, 10)], BatchesOf(woken));
        Assert.Equal(new Activate(), woken.Commands.Last());
        Assert.Equal(VirtualMachineState.Running, woken.State);
        Assert.Equal(
            [(Id(1), true), (Id(2), true)], host.Replicas.Describe().Select(view => (view.Id, view.IsActive)));
        Assert.Equal(woken, host.MachineOf(Id(2)));
    }

    [Fact]
    public async Task An_ended_replica_stands_still_until_it_is_destroyed_at_the_latest_with_its_host()
    {
        var host = await FakeHost.StartAsync(endingGrace: Timeout.InfiniteTimeSpan);
        await using (host)
        {
            var ended = host.MachineOf(Id(1));
            host.Replicas.EndReplica(Id(1));

            await Until.TrueAsync(() => ended.State == VirtualMachineState.Paused);

            Assert.Equal(Id(2), Assert.Single(host.Replicas.Describe()).Id);
            Assert.Contains(ended, host.Hypervisor.Machines);
        }

        Assert.Empty(host.Hypervisor.Machines);
    }

    [Fact]
    public async Task Without_a_passive_replica_none_is_started_and_the_reason_is_given()
    {
        await using var host = await FakeHost.StartAsync();
        await host.StartReplicaAsync(2, []);

        var refused = await Assert.ThrowsAsync<ReplicaException>(() => host.StartReplicaAsync(3, []));

        Assert.Contains("no passive replica", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, host.Replicas.Describe().Length);
    }

    [Fact]
    public async Task A_machine_that_never_boots_is_given_up_with_the_reason_and_destroyed()
    {
        await using var host = await FakeHost.StartAsync(startDeadline: TimeSpan.FromSeconds(3));
        await host.StartReplicaAsync(2, []);
        FakeMachine? dead = null;
        host.Hypervisor.Made = machine => (dead = machine).NeverBoots = true;

        var given = await Assert.ThrowsAsync<ReplicaException>(() => host.MakePassiveAsync(0));

        Assert.StartsWith("h1-r3 was not ready within 3 s", given.Message, StringComparison.Ordinal);
        await Until.TrueAsync(() => !host.Hypervisor.Machines.Contains(dead!));
        host.Hypervisor.Made = _ => { };
        Assert.Equal(Image, await host.MakePassiveAsync(0));
    }

    [Fact]
    public async Task A_replica_that_does_not_take_its_updates_is_destroyed()
    {
        await using var host = await FakeHost.StartAsync();
        host.Passive.RefusesUpdates = true;

        await Assert.ThrowsAsync<ReplicaException>(() => host.StartReplicaAsync(2, Updates(11, 12)));

        Assert.Equal(Id(1), Assert.Single(host.Replicas.Describe()).Id);
        await Until.TrueAsync(() => host.Hypervisor.Machines.Count == 1);
    }

    [Fact]
    public async Task After_a_failed_start_the_same_replica_can_be_started_from_the_next_passive_one()
    {
        await using var host = await FakeHost.StartAsync();
        host.Passive.RefusesUpdates = true;
        await Assert.ThrowsAsync<ReplicaException>(() => host.StartReplicaAsync(2, Updates(11, 12)));
        host.Journal.Append(11, 12);
        await host.MakePassiveAsync(12);

        await host.StartReplicaAsync(2, Updates(11, 13));

        Assert.Equal(new UpdateNumber(13), host.MachineOf(Id(2)).Disk);
    }

    [Fact]
    public async Task A_replica_that_was_ended_executes_nothing_more_and_is_destroyed()
    {
        await using var host = await FakeHost.StartAsync();
        await host.StartReplicaAsync(2, []);

        host.Replicas.EndReplica(Id(1));

        Assert.Equal(Id(2), Assert.Single(host.Replicas.Describe()).Id);
        Assert.Throws<ReplicaException>(() => { _ = ExecuteAsync(host, Id(1)); });
        await Until.TrueAsync(() => host.Hypervisor.Machines.Count == 1);
    }

    [Fact]
    public async Task A_replica_that_is_ended_while_it_is_being_started_never_runs()
    {
        await using var host = await FakeHost.StartAsync();
        var activation = new TaskCompletionSource();
        var woken = host.Passive;
        woken.ActivationHeld = activation.Task;
        var starting = host.StartReplicaAsync(2, []);
        await Until.TrueAsync(() => woken.Commands.Contains(new Activate()));

        host.Replicas.EndReplica(Id(2));
        activation.SetResult();

        await Assert.ThrowsAsync<ReplicaException>(() => starting);
        Assert.Equal(Id(1), Assert.Single(host.Replicas.Describe()).Id);
        await Until.TrueAsync(() => woken.State == VirtualMachineState.Absent);
    }

    [Fact]
    public async Task Ending_a_replica_that_is_not_here_changes_nothing()
    {
        await using var host = await FakeHost.StartAsync();

        host.Replicas.EndReplica(Id(7));

        Assert.Equal(2, host.Replicas.Describe().Length);
    }

    [Fact]
    public async Task A_running_replica_whose_agent_is_gone_is_lost()
    {
        await using var host = await FakeHost.StartAsync();
        await host.StartReplicaAsync(2, []);

        host.MachineOf(Id(1)).End();

        Assert.Equal(Id(1), (await host.NoticeAsync<ReplicaNotice.Lost>()).Replica);
    }

    [Fact]
    public async Task A_running_replica_whose_machine_changed_behind_Spares_back_is_lost()
    {
        await using var host = await FakeHost.StartAsync();
        var machine = host.MachineOf(Id(1));

        host.Hypervisor.Tell(new VirtualMachineEvent(machine.Name, VirtualMachineState.Paused, "somebody paused it"));

        var lost = await host.NoticeAsync<ReplicaNotice.Lost>();
        Assert.Equal((Id(1), "somebody paused it"), (lost.Replica, lost.Text));
    }

    [Fact]
    public async Task What_waking_a_replica_takes_is_told_step_by_step()
    {
        await using var host = await FakeHost.StartAsync();

        await host.StartReplicaAsync(2, Updates(11, 12));
        await ExecuteAsync(host, Id(1));
        await ExecuteAsync(host, Id(2));
        await ExecuteAsync(host, Id(2));

        Assert.Equal(Id(2), (await host.NoticeAsync<ReplicaNotice.Resumed>()).Replica);
        Assert.Equal(Id(2), (await host.NoticeAsync<ReplicaNotice.Made>()).Replica);
        Assert.Equal(Id(2), (await host.NoticeAsync<ReplicaNotice.Executed>()).Replica);
        while (host.Replicas.Notices.TryRead(out var more))
        {
            Assert.IsNotType<ReplicaNotice.Executed>(more); // That nobody listens where the service should be is told as well.
        }
    }

    private static Task<ExecutionResult> ExecuteAsync(FakeHost host, ReplicaId replica) => host.Replicas.ExecuteAsync(
        replica,
        new OrderedRequest(
            new SequenceNumber(1), new RequestId(Self, new Incarnation(1), 1), default, RouteClass.Read,
            new Instant(1), default, Request()),
        TimeSpan.FromSeconds(1),
        keepReply: true,
        ended: () => { },
        CancellationToken.None);

    private static byte[] Request()
    {
        var fields = new FieldList();
        Assert.True(fields.TryAdd("host", "example"));
        var writer = new WireWriter();
        CanonicalRequest.WriteHead(writer, "GET", "/", fields);
        return writer.ToArray();
    }
}

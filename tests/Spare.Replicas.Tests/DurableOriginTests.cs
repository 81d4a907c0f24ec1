using Spare.Protocol;
using Spare.Replicas.Tests.Machines;
using Spare.Replicas.Tests.Services;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;
using static Spare.Replicas.Tests.Machines.FakeHost;

namespace Spare.Replicas.Tests;

/// <summary>The base outlives the daemon; nothing else of the replicas does.</summary>
public sealed class DurableOriginTests
{
    [Fact]
    public async Task The_next_daemon_makes_replicas_from_the_base_of_the_last_one()
    {
        await using var host = await WithBaseAsync();
        await host.RestartAsync();

        Assert.Null(host.Replicas.Damage);
        Assert.Empty(host.Replicas.Describe());
        Assert.Equal(new UpdateNumber(115), Assert.Single(host.Hypervisor.Machines).Disk);
        host.Journal.Append(116, 120);
        Assert.Equal(new UpdateNumber(120), await host.MakePassiveAsync(120));
        Assert.Equal([(116UL, 5)], BatchesOf(host.Passive));
    }

    [Fact]
    public async Task A_daemon_that_was_killed_leaves_its_base_and_the_next_one_destroys_the_rest()
    {
        await using var host = await WithBaseAsync();
        Assert.Equal(3, host.Hypervisor.Machines.Count);

        await host.RestartAsync(isKilled: true);

        var kept = Assert.Single(host.Hypervisor.Machines);
        Assert.Equal((VirtualMachineState.Stopped, new UpdateNumber(115)), (kept.State, kept.Disk));
        Assert.Empty(kept.Commands);
    }

    [Fact]
    public async Task The_base_is_durable_before_it_is_recorded_and_the_old_one_there_until_then()
    {
        await using var host = await WithBaseAsync();
        var states = new List<(bool IsPersistent, bool HasOld)>();
        var old = host.Record.Read()!.Name;
        host.Record.Writing = machine => states.Add((
            host.Hypervisor.Machines.Single(made => made.Name == machine!.Name).IsPersistent,
            host.Hypervisor.Machines.Any(made => made.Name == old)));

        host.Journal.Append(116, 230);
        await host.UpdatePassiveAsync(Updates(116, 230));
        await host.NoticeAsync<ReplicaNotice.BaseMade>();

        Assert.Equal([(true, true)], states);
        Assert.Equal(host.Journal.End, host.Record.Read()!.End);
        await Until.TrueAsync(() => host.Hypervisor.Machines.All(made => made.Name != old));
    }

    [Fact]
    public async Task A_base_whose_machine_is_gone_is_damage()
    {
        await using var host = await WithBaseAsync();
        await host.Hypervisor.DestroyAsync(host.Record.Read()!.Name, CancellationToken.None);

        await host.RestartAsync();

        Assert.Contains(host.Record.Read()!.Name.Value, host.Replicas.Damage, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ReplicaException>(() => host.MakePassiveAsync(0));
        Assert.Empty(host.Hypervisor.Machines);
    }

    [Fact]
    public async Task A_base_that_was_started_is_damage()
    {
        await using var host = await WithBaseAsync();
        await host.Hypervisor.StartAsync(host.Record.Read()!.Name, CancellationToken.None);

        await host.RestartAsync();

        Assert.NotNull(host.Replicas.Damage);
    }

    [Fact]
    public async Task A_base_record_that_cannot_be_read_is_damage()
    {
        await using var host = await WithBaseAsync();
        host.Record.Failure = new JournalException("damaged");

        await host.RestartAsync();

        Assert.Equal("damaged", host.Replicas.Damage);
    }

    [Fact]
    public async Task A_journal_that_does_not_go_on_where_the_base_ends_is_damage()
    {
        await using var host = await WithBaseAsync();
        await host.Journal.ResetAsync(JournalEnd.Image with { Update = new UpdateNumber(200) }, [], default);

        await host.RestartAsync();

        Assert.NotNull(host.Replicas.Damage);
    }

    [Fact]
    public async Task A_journal_that_was_reset_to_the_base_fits()
    {
        await using var host = await WithBaseAsync();
        await host.Journal.ResetAsync(host.Record.Read()!.End, [], default);

        await host.RestartAsync();

        Assert.Null(host.Replicas.Damage);
        Assert.Equal(new UpdateNumber(115), await host.MakePassiveAsync(115));
    }

    [Fact]
    public async Task No_replica_is_made_from_the_image_when_there_is_a_base()
    {
        await using var host = await WithBaseAsync();

        await Assert.ThrowsAsync<ReplicaException>(() => host.RestartAsync(makeReplicas: true));
    }

    [Fact]
    public async Task Names_of_machines_do_not_come_again()
    {
        await using var host = await WithBaseAsync();
        var names = new HashSet<VirtualMachineName>();
        host.Hypervisor.Made = machine => Assert.True(names.Add(machine.Name));
        host.Journal.Append(116, 116);

        for (var life = 0; life < 3; life++)
        {
            await host.RestartAsync();
            await host.MakePassiveAsync(116);
        }

        Assert.Equal(3, names.Count);
    }

    /// <summary>Its base has update 115.</summary>
    private static async Task<FakeHost> WithBaseAsync()
    {
        var host = await FakeHost.StartAsync(baseInterval: 100);
        host.Journal.Append(11, 115);
        await host.UpdatePassiveAsync(Updates(11, 115));
        await host.NoticeAsync<ReplicaNotice.BaseMade>();
        return host;
    }
}

using Spare.Protocol;
using Spare.Protocol.Agents.Commands;
using Spare.Replicas.Tests.Machines;
using Spare.Replicas.Tests.Services;
using Spare.Runtime.Ports;
using static Spare.Replicas.Tests.Machines.FakeHost;

namespace Spare.Replicas.Tests;

/// <summary>Passive replicas of one image after the other: the state goes with them, as a dump where the image changes.</summary>
public sealed class StateTransferTests
{
    [Fact]
    public async Task The_first_passive_replica_is_of_its_own_image_and_so_is_the_next_one_without_a_base()
    {
        await using var host = await FakeHost.StartAsync(images: 3);
        Assert.Equal(ImageName(0), host.MachineOf(Id(1)).Image);
        Assert.Equal(ImageName(2), host.Passive.Image);

        await host.StartReplicaAsync(2, []);
        await host.MakePassiveAsync(0, image: 1);

        Assert.Equal(ImageName(1), host.Passive.Image);
        Assert.DoesNotContain(host.Hypervisor.Machines, machine => machine.Commands.OfType<Dump>().Any());
    }

    [Fact]
    public async Task A_base_of_the_same_image_is_cloned()
    {
        await using var host = await WithBaseAsync();

        await host.MakePassiveAsync(115, image: 2);

        Assert.Equal((ImageName(2), new UpdateNumber(115)), (host.Passive.Image, host.Passive.Disk));
        Assert.DoesNotContain(host.Passive.Commands, command => command is LoadPart);
    }

    [Fact]
    public async Task The_state_of_a_base_of_another_image_is_dumped_and_loaded_and_takes_the_journal()
    {
        await using var host = await WithBaseAsync();
        host.Journal.Append(116, 120);

        Assert.Equal(new UpdateNumber(120), await host.MakePassiveAsync(120, image: 1));

        Assert.Equal((ImageName(1), new UpdateNumber(120)), (host.Passive.Image, host.Passive.Disk));
        Assert.Equal([(116UL, 5)], BatchesOf(host.Passive));
        Assert.Equal($"{new UpdateNumber(115)}\n", Assert.Single(host.Passive.Commands.OfType<LoadPart>()).Lines);
        Assert.Equal(new UpdateNumber(115), Assert.Single(host.Passive.Commands.OfType<EndLoad>()).Last);
        await OnlyTheBaseAndTwoReplicasAreLeftAsync(host);
    }

    [Fact]
    public async Task What_was_not_loaded_as_it_was_dumped_becomes_no_passive_replica()
    {
        await using var host = await WithBaseAsync();
        host.Hypervisor.Made = made => made.LoadsWrongly = true;

        var wrong = await Assert.ThrowsAsync<ReplicaException>(() => host.MakePassiveAsync(115, image: 1));
        Assert.Contains("loaded a dump with the digest", wrong.Message, StringComparison.Ordinal);
        await Until.TrueAsync(() => host.Hypervisor.Machines.Count == 2);

        host.Hypervisor.Made = _ => { };
        await host.MakePassiveAsync(115, image: 1);
        await OnlyTheBaseAndTwoReplicasAreLeftAsync(host);
    }

    [Theory]
    [InlineData("image1")]
    [InlineData("image2")]
    public async Task A_machine_that_never_boots_is_given_up_together_with_the_other(string image)
    {
        await using var host = await WithBaseAsync(TimeSpan.FromSeconds(1));
        host.Hypervisor.Made = made => made.NeverBoots = made.Image == image;

        await Assert.ThrowsAsync<ReplicaException>(() => host.MakePassiveAsync(115, image: 1));

        await Until.TrueAsync(() => host.Hypervisor.Machines.Count == 2);
    }

    /// <summary>The base is of the last image and has update 115; its passive replica was woken.</summary>
    private static async Task<FakeHost> WithBaseAsync(TimeSpan? startDeadline = null)
    {
        var host = await FakeHost.StartAsync(baseInterval: 100, images: 3, startDeadline: startDeadline);
        host.Journal.Append(11, 115);
        await host.UpdatePassiveAsync(Updates(11, 115));
        await host.NoticeAsync<ReplicaNotice.BaseMade>();
        await host.StartReplicaAsync(2, []);
        host.Replicas.EndReplica(Id(1));
        await Until.TrueAsync(() => host.Hypervisor.Machines.Count == 2);
        return host;
    }

    private static async Task OnlyTheBaseAndTwoReplicasAreLeftAsync(FakeHost host) =>
        await Until.TrueAsync(() => host.Hypervisor.Machines.Count == 3
            && host.Hypervisor.Machines.Count(machine => machine.State == VirtualMachineState.Stopped) == 1);
}

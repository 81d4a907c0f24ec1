using Spare.Protocol;
using Spare.Protocol.Agents.Commands;
using static Spare.Replicas.Tests.Machines.FakeHost;

namespace Spare.Replicas.Tests;

/// <summary>What a replica with a kernel of its own needs around a pause.</summary>
public sealed class GuestTests
{
    [Fact]
    public async Task A_guest_is_told_the_time_before_anything_else_whenever_it_was_resumed()
    {
        var before = Instant.FromDateTimeOffset(DateTimeOffset.UtcNow);
        await using var host = await StartAsync(areGuests: true);
        var passive = host.Passive;

        await host.UpdatePassiveAsync(Updates(11, 12));
        await host.StartReplicaAsync(2, Updates(11, 13));

        Assert.Equal(
            [
                typeof(SetClock), typeof(Settle), typeof(SetClock), typeof(ApplyUpdates), typeof(Settle),
                typeof(SetClock), typeof(ApplyUpdates), typeof(Activate),
            ],
            passive.Commands.Select(command => command.GetType()));
        Assert.All(passive.Commands.OfType<SetClock>(), set =>
            Assert.True(before <= set.Now && set.Now <= Instant.FromDateTimeOffset(DateTimeOffset.UtcNow)));
    }

    [Fact]
    public async Task A_paused_guest_has_everything_on_its_disk()
    {
        await using var host = await StartAsync(areGuests: true);
        Assert.Equal(Image, host.Passive.Settled);

        await host.UpdatePassiveAsync(Updates(11, 14));

        Assert.Equal(new UpdateNumber(14), host.Passive.Settled);
    }

    [Fact]
    public async Task A_group_of_processes_is_asked_for_neither()
    {
        await using var host = await StartAsync();

        await host.UpdatePassiveAsync(Updates(11, 12));

        Assert.Equal([typeof(ApplyUpdates)], host.Passive.Commands.Select(command => command.GetType()));
    }
}

using System.Security.Cryptography;
using Spare.Protocol;
using Spare.Runtime.Groups;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Groups;

/// <summary>What every implementation of <see cref="IGroup"/> does.</summary>
public abstract class GroupContract
{
    protected abstract Task<GroupHosts> StartAsync(int hosts);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Delivers_everything_to_all_members_in_one_order(int count)
    {
        const int Each = 500;
        await using var hosts = await StartAsync(count);
        var members = await JoinAllAsync(hosts, count);

        await Task.WhenAll(members.Select(member => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                Assert.Equal(MulticastResult.Sent, await member.MulticastAsync($"{member.Self} {i:D4}"));
            }
        })));
        await Task.WhenAll(members.Select(member => member.ReadDeliveriesAsync(count * Each)));

        var order = members[0].Deliveries.Select(ObservedMember.TextOf).ToList();
        Assert.All(members, member => Assert.Equal(order, member.Deliveries.Select(ObservedMember.TextOf)));
        Assert.All(members, member => Assert.Equal(
            Enumerable.Range(0, Each).Select(i => $"{member.Self} {i:D4}"),
            order.Where(text => text.StartsWith($"{member.Self} ", StringComparison.Ordinal))));
        Assert.All(members[0].Deliveries, delivered =>
            Assert.StartsWith($"{delivered.Sender} ", ObservedMember.TextOf(delivered), StringComparison.Ordinal));
        await DisposeAllAsync(members);
    }

    [Fact]
    public async Task Reports_who_joined_and_who_left_and_why()
    {
        await using var hosts = await StartAsync(3);
        await using var watcher = await hosts.JoinAsync(0);
        var (leaving, crashing, losing) = (await hosts.JoinAsync(1), await hosts.JoinAsync(1), await hosts.JoinAsync(2));
        var joined = await watcher.ReadMembersAsync(watcher, leaving, crashing, losing);
        Assert.Equal(losing.Self, Assert.Single(joined.Joined));

        await leaving.DisposeAsync();
        Assert.Equal(DepartureReason.Left, (await watcher.ReadDepartureAsync(leaving)).Reason);

        await crashing.CrashAsync();
        Assert.Equal(DepartureReason.ProcessDown, (await watcher.ReadDepartureAsync(crashing)).Reason);

        await hosts.CrashHostAsync(2);
        Assert.Equal(DepartureReason.HostDown, (await watcher.ReadDepartureAsync(losing)).Reason);
        await crashing.DisposeAsync();
        await losing.DisposeAsync();
    }

    [Fact]
    public async Task Goes_on_delivering_in_one_order_when_a_host_crashes()
    {
        await using var hosts = await StartAsync(3);
        var members = await JoinAllAsync(hosts, 3);
        await members[0].MulticastAsync("before");
        await Task.WhenAll(members.Select(member => member.ReadTextAsync("before")));

        await hosts.CrashHostAsync(2);
        await Task.WhenAll(
            members[0].ReadMembersAsync(members[0], members[1]), members[1].ReadMembersAsync(members[0], members[1]));
        await members[1].MulticastAsync("after");

        await members[0].ReadTextAsync("after");
        await members[1].ReadTextAsync("after");
        await DisposeAllAsync(members);
    }

    [Fact]
    public async Task Reports_a_majority_of_hosts_as_quorate_and_less_as_not()
    {
        await using var hosts = await StartAsync(3);
        await using var member = await hosts.JoinAsync(0);
        Assert.True((await member.ReadRingAsync(new HostId(1), new HostId(2), new HostId(3))).Quorate);

        await hosts.CrashHostAsync(2);
        Assert.True((await member.ReadRingAsync(new HostId(1), new HostId(2))).Quorate);

        await hosts.CrashHostAsync(1);
        Assert.False((await member.ReadRingAsync(new HostId(1))).Quorate);
    }

    [Fact]
    public async Task A_host_whose_cable_is_cut_sees_only_itself_and_is_not_quorate()
    {
        await using var hosts = await StartAsync(3);
        var members = await JoinAllAsync(hosts, 3);

        await hosts.CutAsync(2);

        Assert.Equal(DepartureReason.HostDown, (await members[2].ReadDepartureAsync(members[0])).Reason);
        await members[0].ReadMembersAsync(members[0], members[1]);
        Assert.False((await members[2].ReadRingAsync(new HostId(3))).Quorate);
        await DisposeAllAsync(members);
    }

    [Fact]
    public async Task Carries_large_messages_whole_and_in_their_place()
    {
        await using var hosts = await StartAsync(2);
        var members = await JoinAllAsync(hosts, 2);
        var large = RandomNumberGenerator.GetBytes(5 * 1024 * 1024);
        var largest = RandomNumberGenerator.GetBytes(members[0].MessageMaximum);

        await members[0].MulticastAsync("first");
        Assert.Equal(MulticastResult.Sent, await members[0].MulticastAsync(large));
        await members[0].MulticastAsync("second");
        Assert.Equal(MulticastResult.Sent, await members[0].MulticastAsync(largest));
        await members[0].MulticastAsync("last");
        await members[1].MulticastAsync("in between");

        await Task.WhenAll(members.Select(member => member.ReadDeliveriesAsync(6)));
        Assert.All(members, member => Assert.Equal(
            [5, large.Length, 6, largest.Length, 4],
            member.Deliveries.Where(delivered => delivered.Sender == members[0].Self).Select(delivered => delivered.Message.Length)));
        Assert.All(members, member => Assert.Contains(member.Deliveries, delivered => delivered.Message.Span.SequenceEqual(large)));
        Assert.All(members, member => Assert.Contains(member.Deliveries, delivered => delivered.Message.Span.SequenceEqual(largest)));
        await DisposeAllAsync(members);
    }

    [Fact]
    public async Task Refuses_messages_above_the_maximum()
    {
        await using var hosts = await StartAsync(1);
        await using var member = await hosts.JoinAsync(0);

        Assert.Equal(MulticastResult.TooLarge, await member.MulticastAsync(new byte[member.MessageMaximum + 1]));
    }

    [Fact]
    public async Task Packs_small_messages_that_gather_into_few_packets()
    {
        const int Count = 2000;
        await using var hosts = await StartAsync(2);
        var members = await JoinAllAsync(hosts, 2);

        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => members[0].MulticastAsync($"{i}").AsTask()));
        await Task.WhenAll(members.Select(member => member.ReadDeliveriesAsync(Count)));

        var traffic = await members[0].TrafficAsync();
        Assert.Equal(Count, traffic.MessagesSent);
        Assert.True(traffic.PacketsSent < Count / 2, $"{traffic.PacketsSent} packets for {Count} messages");
        await DisposeAllAsync(members);
    }

    [Fact]
    public async Task A_slow_reader_slows_senders_down_and_loses_nothing()
    {
        const int Size = 64 * 1024;
        const int Bound = 16 * 1024 * 1024 / Size;
        var limits = new GroupLimits { EventMaximum = 8, SendMessages = 8, CreditBytes = 1024 * 1024 };
        await using var hosts = await StartAsync(2);
        await using var slow = await hosts.JoinAsync(0, limits);
        await using var fast = await hosts.JoinAsync(1, limits);
        var reading = Task.Run(() => fast.ReadAsync<GroupEvent.Delivered>(delivered => delivered.Message.Length == 0));

        var sent = 0;
        var waiting = Task.FromResult(MulticastResult.Sent);
        while (await EndedWithinAsync(waiting, TimeSpan.FromSeconds(2)))
        {
            Assert.True(sent < Bound, "nothing slows a sender down");
            waiting = fast.MulticastAsync(new byte[Size]).AsTask();
            sent++;
        }

        var ending = Task.Run(async () =>
        {
            await waiting;
            await fast.MulticastAsync([]);
        });
        await slow.ReadDeliveriesAsync(sent + 1);
        await ending;
        await reading;
        Assert.Equal(sent + 1, fast.Deliveries.Count());
    }

    [Fact]
    public async Task Somebody_who_joins_amid_large_messages_delivers_the_same_from_then_on()
    {
        await using var hosts = await StartAsync(2);
        await using var sender = await hosts.JoinAsync(0);
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var large = new byte[2 * 1024 * 1024];
                BitConverter.TryWriteBytes(large, i);
                await sender.MulticastAsync(large);
                await sender.ReadDeliveriesAsync(1);
            }
        });

        await using var joiner = await hosts.JoinAsync(1);
        await joiner.ReadDeliveriesAsync(3);
        await stop.CancelAsync();
        await sending;
        await sender.MulticastAsync("end");
        await Task.WhenAll(sender.ReadTextAsync("end"), joiner.ReadTextAsync("end"));

        var after = sender.Seen.SkipWhile(item =>
            item is not GroupEvent.MembershipChanged changed || !changed.Joined.Contains(joiner.Self));
        Assert.Equal(
            after.OfType<GroupEvent.Delivered>().Select(delivered => BitConverter.ToString(delivered.Message[..3].ToArray())),
            joiner.Deliveries.Select(delivered => BitConverter.ToString(delivered.Message[..3].ToArray())));
    }

    [Fact]
    public async Task Returns_after_its_daemon_was_restarted()
    {
        await using var hosts = await StartAsync(2);
        var members = await JoinAllAsync(hosts, 2);

        await hosts.StopDaemonAsync(1);
        await members[1].ReadAsync<GroupEvent.Lost>(_ => true);
        Assert.Equal(MulticastResult.NotJoined, await members[1].MulticastAsync("into the void"));
        await members[0].ReadDepartureAsync(members[1]);

        await hosts.StartDaemonAsync(1);
        await members[1].ReadMembersAsync(members);
        await members[0].ReadMembersAsync(members);
        Assert.Equal(MulticastResult.Sent, await members[1].MulticastAsync("back"));
        await members[0].MulticastAsync("welcome");
        await Task.WhenAll(members.Select(member => member.ReadDeliveriesAsync(2)));
        Assert.Equal(members[0].Deliveries.Select(ObservedMember.TextOf), members[1].Deliveries.Select(ObservedMember.TextOf));
        await DisposeAllAsync(members);
    }

    [Fact]
    public async Task Completes_its_events_when_it_is_disposed_and_sends_no_more()
    {
        await using var hosts = await StartAsync(1);
        var member = await hosts.JoinAsync(0);

        await member.DisposeAsync();

        while (await member.EndsAsync())
        {
            await member.ReadAsync<GroupEvent>(_ => true);
        }
    }

    private static async Task<ObservedMember[]> JoinAllAsync(GroupHosts hosts, int count)
    {
        var members = new ObservedMember[count];
        for (var i = 0; i < count; i++)
        {
            members[i] = await hosts.JoinAsync(i);
        }

        await Task.WhenAll(members[..^1].Select(member => member.ReadMembersAsync(members)));
        return members;
    }

    private static async Task DisposeAllAsync(ObservedMember[] members)
    {
        foreach (var member in members)
        {
            await member.DisposeAsync();
        }
    }

    private static async Task<bool> EndedWithinAsync(Task task, TimeSpan time)
    {
        try
        {
            await task.WaitAsync(time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Simulation.Network;

namespace Spare.Simulation.Tests.Network;

public sealed class SimulatedGroupTests
{
    private static readonly HostId[] Hosts = [new(1), new(2), new(3)];

    private readonly Timeline timeline = new();
    private readonly SortedDictionary<HostId, List<string>> heard = [];

    [Fact]
    public void All_members_deliver_the_same_messages_in_the_same_order_their_own_included()
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var group = Form(seed);
            Send(group, 10);
            Run(long.MaxValue);
            Assert.Equal(31, heard[Hosts[0]].Count);
            Assert.Equal(heard[Hosts[0]], heard[Hosts[1]]);
            Assert.Equal(heard[Hosts[0]], heard[Hosts[2]]);
            Assert.Equal(Of(Hosts[1], 10), heard[Hosts[0]].Where(text => text.StartsWith("h2 ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Those_who_stay_together_deliver_the_same_before_the_membership_changes()
    {
        var differed = false;
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var group = Form(seed);
            Send(group, 5);
            Run(timeline.Now + 150);
            group.Form([Hosts[0]]);
            group.Form([Hosts[1], Hosts[2]]);
            Run(long.MaxValue);
            Assert.Equal(heard[Hosts[1]], heard[Hosts[2]]);
            differed |= !heard[Hosts[0]].SequenceEqual(heard[Hosts[1]]);
            Assert.Equal(Of(Hosts[0], 5), heard[Hosts[0]].Where(text => text.StartsWith("h1 ", StringComparison.Ordinal)));
        }

        Assert.True(differed);
    }

    [Fact]
    public void What_was_delivered_in_a_ring_is_in_the_same_order_on_both_sides_of_a_split()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var group = Form(seed);
            Send(group, 5);
            Run(timeline.Now + 150);
            group.Form([Hosts[0]]);
            group.Form([Hosts[1], Hosts[2]]);
            Run(long.MaxValue);
            var common = heard[Hosts[0]].Intersect(heard[Hosts[1]]).ToHashSet();
            Assert.Equal(heard[Hosts[0]].Where(common.Contains), heard[Hosts[1]].Where(common.Contains));
        }
    }

    [Fact]
    public void A_host_that_is_disconnected_hears_nothing_and_the_others_learn_it()
    {
        var group = Form(1);
        Run(long.MaxValue);
        group.Disconnect(Hosts[0]);
        Send(group, 1);
        Run(long.MaxValue);
        Assert.False(group.IsMember(Hosts[0]));
        Assert.Single(heard[Hosts[0]]);
        Assert.Contains("h2, h3", heard[Hosts[1]]);
        Assert.DoesNotContain(heard[Hosts[1]], text => text.StartsWith("h1 ", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Of(HostId host, int count) =>
        Enumerable.Range(1, count).Select(number => $"{host} s{number}");

    private SimulatedGroup Form(ulong seed)
    {
        var group = new SimulatedGroup(timeline, new SeededRandom(seed));
        foreach (var host in Hosts)
        {
            heard[host] = [];
            group.Attach(host, input => heard[host].Add(input switch
            {
                ManagerEvent.Delivered { Message: VoidProposed message } delivered =>
                    $"{delivered.Sender} {message.Sequence}",
                ManagerEvent.MembershipChanged change => string.Join(", ", change.Members),
                _ => "?",
            }));
        }

        group.Form(Hosts);
        return group;
    }

    private static void Send(SimulatedGroup group, int count)
    {
        for (var number = 1; number <= count; number++)
        {
            foreach (var host in Hosts)
            {
                group.Multicast(host, new VoidProposed(new Epoch(1), host, new SequenceNumber((ulong)number)));
            }
        }
    }

    private void Run(long end)
    {
        while (timeline.Advance(end))
        {
        }
    }
}

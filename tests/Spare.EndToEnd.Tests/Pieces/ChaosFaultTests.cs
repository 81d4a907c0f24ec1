using Spare.Lab.Chaos;
using Spare.Protocol.Admin.Faults;

namespace Spare.EndToEnd.Tests.Pieces;

public sealed class ChaosFaultTests
{
    [Fact]
    public void A_seed_gives_the_same_faults_again_wherever_the_run_begins()
    {
        var all = new ChaosPlan(Seed: 7, From: 1, Iterations: 50, Logs: null).Draw(hosts: 2).ToList();
        var last = new ChaosPlan(Seed: 7, From: 41, Iterations: 10, Logs: null).Draw(hosts: 2).ToList();

        Assert.Equal(Enumerable.Range(1, 50), all.Select(drawn => drawn.Iteration));
        Assert.Equal(all[40..], last);
        Assert.NotEqual(all, new ChaosPlan(Seed: 8, From: 1, Iterations: 50, Logs: null).Draw(hosts: 2));
    }

    [Fact]
    public void Every_fault_comes_on_every_host()
    {
        var drawn = ChaosFault.Draw(seed: 1, hosts: 2).Take(2000).ToList();

        foreach (var host in new[] { 1, 2 })
        {
            var faults = drawn.Where(one => one.Host == host).Select(one => one.Fault).ToList();
            Assert.Equal(
                Enum.GetValues<FaultKind>().Except([FaultKind.Crash, FaultKind.ReorderedRows]).Order(),
                faults.OfType<ChaosFault.Injected>().Select(fault => fault.Kind).Distinct().Order());
            Assert.Equal(4, faults.OfType<ChaosFault.Killed>().Select(fault => fault.Part).Distinct().Count());
            Assert.Equal(2, faults.OfType<ChaosFault.Crash>().Distinct().Count());
            Assert.Equal(2, faults.OfType<ChaosFault.OfHost>().Distinct().Count());
            Assert.Equal(2, faults.OfType<ChaosFault.Away>().Select(fault => fault.Kind).Distinct().Count());
        }
    }

    [Fact]
    public void All_faults_that_are_drawn_can_be_injected()
    {
        var replica = new Protocol.ReplicaId(new Protocol.HostId(1), 1);

        Assert.All(
            ChaosFault.Draw(seed: 1, hosts: 2).Take(2000).Select(drawn => drawn.Fault).OfType<ChaosFault.Injected>(),
            drawn => Assert.Null(new InjectedFault
            {
                Kind = drawn.Kind, Replica = replica, Class = drawn.Class, Count = drawn.Count,
            }.Flaw));
    }

    [Fact]
    public void What_was_wrong_can_be_repeated()
    {
        var plan = new ChaosPlan(Seed: 7, From: 3, Iterations: 50, Logs: null);

        Assert.Equal("spare-lab chaos --seed 7 --from 3 --iterations 10", plan.CommandUpTo(12));
        Assert.Equal("spare-lab chaos --seed 7 --from 12 --iterations 1", plan.CommandOf(12));
    }
}

using Spare.Protocol;
using Spare.Simulation.Faults;

namespace Spare.Simulation.Tests;

/// <summary>What the modes that the paper compares do with the same faults (SPARE 6).</summary>
[Trait("Section", "6")]
public sealed class ModeTests
{
    private const int Seeds = 16;

    [Fact]
    public void Wrong_replies_reach_clients_where_nobody_votes()
    {
        var violations = Run(ReplicationMode.Crash, Trouble.Lies).SelectMany(result => result.Violations).ToArray();

        Assert.Contains(violations, violation => violation.Contains("instead of", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ReplicationMode.Spare)]
    [InlineData(ReplicationMode.AppBft)]
    public void Wrong_replies_are_masked_and_convict_where_replicas_vote(ReplicationMode mode)
    {
        var results = Run(mode, Trouble.Lies);

        Assert.Equal([], results.SelectMany(result => result.Violations));
        Assert.Contains(results, result => result.Counts.ContainsKey("message ReplicaConvicted"));
    }

    [Fact]
    public void Where_the_own_replica_lies_the_agreed_reply_comes_from_another_host() => Assert.Contains(
        Run(ReplicationMode.AppBft, Trouble.Lies), result => result.Counts.ContainsKey("message ReplyAsked"));

    [Theory]
    [InlineData(ReplicationMode.Crash)]
    [InlineData(ReplicationMode.AppBft)]
    public void As_many_hosts_as_are_tolerated_may_be_lost(ReplicationMode mode) => Assert.Equal(
        [], Run(mode, Trouble.ManagerCrash).SelectMany(result => result.Violations));

    [Fact]
    public void Without_passive_replicas_nothing_is_updated_voted_on_in_order_or_journaled()
    {
        string[] lacking =
        [
            "message WriteVoted", "message ReadDisputed", "message HelpAsked", "effect AppendToJournal", "effect UpdatePassive",
            "effect MakePassive", "effect StartReplica", "effect CatchUp",
        ];
        foreach (var result in Run(ReplicationMode.Crash, Trouble.None).Concat(Run(ReplicationMode.AppBft, Trouble.None)))
        {
            Assert.Empty(result.Violations);
            Assert.Equal([], lacking.Where(result.Counts.ContainsKey));
        }
    }

    /// <summary>Two faults are tolerated; all hosts that are left have the quorum.</summary>
    private static SimulationResult[] Run(ReplicationMode mode, Trouble trouble) =>
    [
        .. Enumerable.Range(1, Seeds).AsParallel().Select(seed => Simulation.Run((ulong)seed, requests: 60, plan => plan with
        {
            Threshold = new FaultThreshold(2, mode),
            Troubles = [trouble],
            WrongPerMille = 200,
            KeepsQuorum = true,
            Returns = mode == ReplicationMode.Spare,
        })),
    ];
}

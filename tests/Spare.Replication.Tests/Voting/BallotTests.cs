using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Outcome = Spare.Protocol.Messages.Outcome;
using Spare.Replication.Serving;
using Spare.Replication.Voting;

namespace Spare.Replication.Tests.Voting;

public sealed class BallotTests
{
    private static readonly FaultThreshold Threshold = new(1);

    [Fact]
    public void Agrees_once_enough_replicas_say_the_same()
    {
        var ballot = Of(Threshold);
        Assert.True(ballot.Cast(Say.Replica(Say.One), Say.Vote("a")));
        Assert.Same(Verdict.Undecided, ballot.Verdict(missing: 1));
        Assert.True(ballot.Cast(Say.Replica(Say.Two), Say.Vote("a")));
        Assert.Equal(new Verdict.Agreed(Say.Vote("a")), ballot.Verdict(missing: 0));
    }

    [Fact]
    public void Disagrees_once_the_missing_votes_cannot_decide()
    {
        var ballot = Of(new FaultThreshold(2));
        ballot.Cast(Say.Replica(Say.One), Say.Vote("a"));
        Assert.Same(Verdict.Undecided, ballot.Verdict(missing: 2));
        ballot.Cast(Say.Replica(Say.Two), Say.Vote("b"));
        Assert.Same(Verdict.Disagreed, ballot.Verdict(missing: 1));
        Assert.Equal(1, ballot.Most);
    }

    [Fact]
    public void A_further_replica_can_decide_what_the_others_could_not()
    {
        var ballot = Of(Threshold);
        ballot.Cast(Say.Replica(Say.One), Say.Vote("a"));
        ballot.Cast(Say.Replica(Say.Two), Say.Vote("b"));
        Assert.Same(Verdict.Disagreed, ballot.Verdict(missing: 0));
        Assert.Same(Verdict.Undecided, ballot.Verdict(missing: 1));
        ballot.Cast(Say.Replica(Say.Two, 2), Say.Vote("a"));
        Assert.Equal(new Verdict.Agreed(Say.Vote("a")), ballot.Verdict(missing: 0));
        Assert.Equal(2, ballot.Most);
    }

    [Fact]
    public void A_different_write_set_is_a_different_vote()
    {
        var ballot = Of(Threshold);
        ballot.Cast(Say.Replica(Say.One), Say.Vote("a", "x"));
        ballot.Cast(Say.Replica(Say.Two), Say.Vote("a", "y"));
        Assert.Same(Verdict.Disagreed, ballot.Verdict(missing: 0));
    }

    [Fact]
    public void A_replica_has_one_vote_and_cannot_change_it()
    {
        var ballot = Of(Threshold);
        ballot.Cast(Say.Replica(Say.One), Say.Vote("a"));
        Assert.False(ballot.Cast(Say.Replica(Say.One), Say.Vote("b")));
        Assert.Equal([(Say.Replica(Say.One), Say.Vote("a"))], ballot.Votes.ToArray());
    }

    [Fact]
    public void Keeps_only_the_votes_that_still_count()
    {
        var ballot = Of(Threshold);
        ballot.Cast(Say.Replica(Say.One), Say.Vote("a"));
        ballot.Cast(Say.Replica(Say.Two), Say.Vote("a"));
        ballot.Retain(replica => replica.Host == Say.Two);
        Assert.Equal([(Say.Replica(Say.Two), Say.Vote("a"))], ballot.Votes.ToArray());
        Assert.False(ballot.Voted(Say.Replica(Say.One)));
        Assert.True(ballot.Voted(Say.Replica(Say.Two)));
        ballot.Clear();
        Assert.Equal(0, ballot.Count);
    }

    [Fact]
    public void Deaths_agree_when_all_hosts_that_serve_have_one_and_not_before()
    {
        var ballot = Of(new FaultThreshold(2));
        ballot.Cast(Say.Replica(Say.One), Died);
        ballot.Cast(Say.Replica(Say.Two), Died);
        ballot.Cast(Say.Replica(Say.Two, 2), Died);
        Assert.Same(Verdict.Undecided, ballot.Verdict(missing: 1));
        Assert.Same(Verdict.Disagreed, ballot.Verdict(missing: 0));
        Assert.Equal(2, ballot.Most);
        ballot.Cast(Say.Replica(Say.Three), Died);
        Assert.Equal(new Verdict.Agreed(Died), ballot.Verdict(missing: 0));
        Assert.Equal(4, ballot.Most);
    }

    [Fact]
    public void Deaths_on_a_host_that_is_alone_agree()
    {
        var ballot = new Ballot(Threshold, new Roster([Say.One]));
        ballot.Cast(Say.Replica(Say.One), Died);
        ballot.Cast(Say.Replica(Say.One, 2), Died);
        Assert.Equal(new Verdict.Agreed(Died), ballot.Verdict(missing: 0));
    }

    [Fact]
    public void Deaths_need_not_be_on_more_hosts_than_have_to_agree()
    {
        var threshold = new FaultThreshold(1, ReplicationMode.AppBft);
        var ballot = Of(threshold);
        ballot.Cast(Say.Replica(Say.One), Died);
        ballot.Cast(Say.Replica(Say.Three), Died);
        Assert.Equal(new Verdict.Agreed(Died), ballot.Verdict(missing: 1));
    }

    [Fact]
    public void The_order_of_the_votes_makes_no_difference() =>
        Prop.ForAll<int, byte[]>((faults, said) =>
        {
            var threshold = new FaultThreshold(1 + (Math.Abs(faults % 3)));
            var votes = said.Take(threshold.ActiveReplicas)
                .Select((vote, host) => (Say.Replica(new HostId((uint)host + 1)), Say.Vote($"{vote % 2}"))).ToArray();
            return VerdictOn(threshold, votes) == VerdictOn(threshold, votes.Reverse());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_sets_of_votes_that_each_agree_have_a_replica_in_common() =>
        Prop.ForAll<int, byte[], byte[]>((faults, said, heard) =>
        {
            // Two managers that hear different subsets of the same votes never agree on different results.
            var threshold = new FaultThreshold(1 + (Math.Abs(faults % 3)));
            var votes = said.Take(threshold.ActiveReplicas)
                .Select((vote, host) => (Say.Replica(new HostId((uint)host + 1)), Say.Vote($"{vote % 2}"))).ToArray();
            var some = votes.Where((_, host) => host >= heard.Length || heard[host] % 2 == 0);
            return (VerdictOn(threshold, votes), VerdictOn(threshold, some)) is not
                (Verdict.Agreed one, Verdict.Agreed other) || one == other;
        }).QuickCheckThrowOnFailure();

    private static Vote Died => Say.Failed(Outcome.ServiceDied).Vote;

    private static Ballot Of(FaultThreshold threshold) => new(
        threshold, new Roster(Enumerable.Range(1, threshold.Hosts).Select(number => new HostId((uint)number))));

    private static Verdict VerdictOn(
        FaultThreshold threshold, IEnumerable<(ReplicaId Replica, Vote Vote)> votes)
    {
        var ballot = Of(threshold);
        foreach (var (replica, vote) in votes)
        {
            ballot.Cast(replica, vote);
        }

        return ballot.Verdict(threshold.ActiveReplicas - ballot.Count);
    }
}

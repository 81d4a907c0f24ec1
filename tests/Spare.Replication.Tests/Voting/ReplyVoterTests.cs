using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Serving;
using Spare.Replication.Voting;

namespace Spare.Replication.Tests.Voting;

public sealed class ReplyVoterTests
{
    private static readonly Epoch First = new(1);
    private static readonly Digest Order = Say.Digest("order");

    private readonly Roster roster = new([Say.One, Say.Two, Say.Three]);
    private readonly ReplyVoter voter;

    public ReplyVoterTests() => voter = new ReplyVoter(new FaultThreshold(1), roster, earlyMaximum: 2);

    [Fact]
    public void Releases_a_reply_once_enough_replicas_agree()
    {
        voter.Begin(Say.At(1), First, Order);
        Cast(Say.One, 1, "a");
        Assert.Same(Verdict.Undecided, voter.VerdictOn(Say.At(1)));
        Cast(Say.Two, 1, "a");
        Assert.Equal(new Verdict.Agreed(Say.Vote("a")), voter.VerdictOn(Say.At(1)));
    }

    [Fact]
    public void Counts_a_vote_that_came_before_the_request()
    {
        Cast(Say.Two, 1, "a");
        Assert.Single(voter.Begin(Say.At(1), First, Order));
        Cast(Say.One, 1, "a", position: 1);
        Assert.IsType<Verdict.Agreed>(voter.VerdictOn(Say.At(1)));
    }

    [Fact]
    public void Ignores_votes_on_requests_that_nobody_waits_for()
    {
        Cast(Say.Two, 3, "a", position: 3);
        Assert.Equal(0, voter.Early);
        Assert.Empty(voter.VotesOn(Say.At(3)));
    }

    [Fact]
    public void Keeps_early_votes_on_a_bounded_number_of_requests_and_drops_the_rest()
    {
        Cast(Say.Two, 1, "a");
        Cast(Say.Two, 2, "b");
        Cast(Say.Two, 3, "c");
        Assert.Equal(2, voter.Early);
        Cast(Say.Three, 2, "b");
        voter.Begin(Say.At(2), First, Order);
        Assert.Equal(2, voter.VotesOn(Say.At(2)).Length);
        Assert.Empty(voter.Begin(Say.At(3), First, Order));
    }

    [Fact]
    public void Forgets_early_votes_on_requests_before_the_one_that_came()
    {
        Cast(Say.Two, 1, "a");
        voter.Begin(Say.At(2), First, Order);
        Assert.Equal(0, voter.Early);
    }

    [Fact]
    public void An_early_vote_counts_only_in_its_own_epoch()
    {
        Cast(Say.Two, 1, "a");
        Assert.Empty(voter.Begin(Say.At(1), new Epoch(2), Order));
        Cast(Say.Two, 2, "a");
        voter.Cast(new ReadVoted(new Epoch(2), Say.Replica(Say.Two), Say.At(2), Order, Say.Vote("b")), default);
        voter.Cast(new ReadVoted(First, Say.Replica(Say.Three), Say.At(2), Order, Say.Vote("a")), default);
        Assert.Single(voter.Begin(Say.At(2), new Epoch(2), Order));
        Assert.Equal([(Say.Replica(Say.Two), Say.Vote("b"))], voter.VotesOn(Say.At(2)).ToArray());
    }

    [Fact]
    public void A_vote_of_a_host_that_has_another_order_does_not_count()
    {
        var other = new ReadVoted(First, Say.Replica(Say.Two), Say.At(1), Say.Digest("other"), Say.Vote("a"));
        voter.Cast(other, default);
        Assert.Empty(voter.Begin(Say.At(1), First, Order));
        voter.Cast(other, Say.At(1));
        Assert.Empty(voter.VotesOn(Say.At(1)));
    }

    [Fact]
    public void Withdraws_votes_of_replaced_replicas_from_a_position_on()
    {
        voter.Begin(Say.At(1), First, Order);
        voter.Begin(Say.At(2), First, Order);
        Cast(Say.Two, 1, "a");
        Cast(Say.Two, 2, "a");
        Cast(Say.Two, 3, "a", position: 2);
        roster.Replace(Say.Two, Say.At(2));
        voter.RetainFrom(Say.At(2));
        Assert.Single(voter.VotesOn(Say.At(1)));
        Assert.Empty(voter.VotesOn(Say.At(2)));
        Assert.Empty(voter.Begin(Say.At(3), First, Order));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_replica_and_its_successor_have_one_vote_together(bool successorFirst)
    {
        voter.Begin(Say.At(1), First, Order);
        var next = roster.Replace(Say.Two, Say.At(2));
        ReplicaId[] pair = successorFirst ? [next, Say.Replica(Say.Two)] : [Say.Replica(Say.Two), next];
        pair.ToList().ForEach(replica =>
            voter.Cast(new ReadVoted(First, replica, Say.At(1), Order, Say.Vote("a lie of both")), Say.At(1)));
        Assert.Same(Verdict.Undecided, voter.VerdictOn(Say.At(1)));
        Cast(Say.One, 1, "a", position: 1);
        Cast(Say.Three, 1, "a", position: 1);
        Assert.Equal(new Verdict.Agreed(Say.Vote("a")), voter.VerdictOn(Say.At(1)));
    }

    [Fact]
    public void What_a_successor_read_anew_counts_in_place_of_what_its_predecessor_said()
    {
        voter.Begin(Say.At(1), First, Order);
        Cast(Say.Two, 1, "a lie");
        voter.Cast(new ReadVoted(First, roster.Replace(Say.Two, Say.At(2)), Say.At(1), Order, Say.Vote("a")), Say.At(1));
        Cast(Say.One, 1, "a", position: 1);
        Assert.Equal(new Verdict.Agreed(Say.Vote("a")), voter.VerdictOn(Say.At(1)));
    }

    [Fact]
    public void A_replica_counts_once_it_is_heard_of()
    {
        voter.Begin(Say.At(1), First, Order);
        Cast(Say.One, 1, "a");
        voter.Cast(
            new ReadVoted(First, new ReplicaId(Say.One, 2), Say.At(1), Order, Say.Vote("a")), Say.At(1));
        Assert.Same(Verdict.Undecided, voter.VerdictOn(Say.At(1)));
        Assert.Equal(new ReplicaId(Say.One, 2), roster.Wake(Say.One, Say.At(1)));
        Assert.Equal(new Verdict.Agreed(Say.Vote("a")), voter.VerdictOn(Say.At(1)));
    }

    [Fact]
    public void An_ended_vote_leaves_nothing_behind()
    {
        voter.Begin(Say.At(1), First, Order);
        voter.End(Say.At(1));
        Assert.Equal(0, voter.Open);
        Assert.Same(Verdict.Undecided, voter.VerdictOn(Say.At(1)));
    }

    private void Cast(HostId host, ulong sequence, string reply, ulong position = 0) =>
        voter.Cast(new ReadVoted(First, Say.Replica(host), Say.At(sequence), Order, Say.Vote(reply)), Say.At(position));
}

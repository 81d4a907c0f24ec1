using Spare.Protocol;
using Spare.Replication.Serving;
using Spare.Replication.Voting;

namespace Spare.Replication.Tests.Voting;

public sealed class UpdateVoterTests
{
    private readonly Roster roster = new([Say.One, Say.Two]);
    private readonly UpdateVoter voter;

    public UpdateVoterTests() => voter = new UpdateVoter(new FaultThreshold(1), roster);

    [Fact]
    public void Settles_writes_in_the_order_of_their_positions()
    {
        voter.Begin(Say.At(1));
        voter.Begin(Say.At(4));
        Cast(4, "b");
        Assert.Same(Verdict.Undecided, voter.FirstVerdict());
        Cast(1, "a");
        Assert.Equal(new Verdict.Agreed(Say.Vote("a")), voter.FirstVerdict());
        voter.EndFirst();
        Assert.Equal(Say.At(4), voter.First);
        Assert.Equal(new Verdict.Agreed(Say.Vote("b")), voter.FirstVerdict());
        voter.EndFirst();
        Assert.Null(voter.First);
        Assert.Equal(0, voter.Open);
        Assert.Same(Verdict.Undecided, voter.FirstVerdict());
    }

    [Fact]
    public void Has_no_vote_on_a_write_that_is_not_open()
    {
        Assert.False(voter.Cast(Say.At(1), Say.Replica(Say.One), Say.Vote("a")));
        Assert.Empty(voter.VotesOn(Say.At(1)));
    }

    [Fact]
    public void Withdraws_the_votes_of_a_replica_that_does_not_count_any_more_from_all_open_writes()
    {
        voter.Begin(Say.At(1));
        voter.Begin(Say.At(2));
        Cast(1, "a");
        Cast(2, "a");
        roster.Replace(Say.Two, Say.At(1));
        voter.Retain();
        Assert.Equal([Say.Replica(Say.One)], voter.VotesOn(Say.At(1)).Select(cast => cast.Replica));
        Assert.Equal([Say.Replica(Say.One)], voter.VotesOn(Say.At(2)).Select(cast => cast.Replica));
    }

    [Fact]
    public void The_vote_of_a_woken_replica_decides_what_the_active_ones_could_not()
    {
        voter.Begin(Say.At(1));
        voter.Cast(Say.At(1), Say.Replica(Say.One), Say.Vote("a"));
        voter.Cast(Say.At(1), Say.Replica(Say.Two), Say.Vote("b"));
        Assert.Same(Verdict.Disagreed, voter.FirstVerdict());
        Assert.Equal(1, voter.Most);
        roster.Wake(Say.Two, Say.At(1));
        Assert.Same(Verdict.Undecided, voter.FirstVerdict());
        voter.Cast(Say.At(1), Say.Replica(Say.Two, 2), Say.Vote("a"));
        Assert.Equal(new Verdict.Agreed(Say.Vote("a")), voter.FirstVerdict());
    }

    [Fact]
    public void Forgets_all_votes_when_all_have_to_vote_again()
    {
        voter.Begin(Say.At(1));
        Cast(1, "a");
        voter.ClearAll();
        Assert.Same(Verdict.Undecided, voter.FirstVerdict());
        Assert.Equal(1, voter.Open);
    }

    [Fact]
    public void Nothing_can_be_ended_when_nothing_is_open() =>
        Assert.Throws<InvariantBrokenException>(voter.EndFirst);

    private void Cast(ulong position, string reply)
    {
        voter.Cast(Say.At(position), Say.Replica(Say.One), Say.Vote(reply));
        voter.Cast(Say.At(position), Say.Replica(Say.Two), Say.Vote(reply));
    }
}

using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.StateChecks;

namespace Spare.Replication.Tests.StateChecks;

[Trait("Section", "4.2")]
public sealed class StateBallotTests
{
    private readonly StateBallot ballot = new(new FaultThreshold(1));

    [Fact]
    public void Enough_equal_states_are_agreed()
    {
        Cast(Say.One, 1, "right");
        Assert.Null(ballot.Agreed);
        Cast(Say.Two, 1, "wrong");
        Assert.Null(ballot.Agreed);
        Cast(Say.One, 2, "right", StateVoter.Passive);
        Assert.Equal(Say.Digest("right"), ballot.Agreed);
    }

    [Fact]
    public void A_replica_votes_once()
    {
        Cast(Say.One, 1, "right");
        Cast(Say.One, 1, "right");
        Cast(Say.One, 1, "wrong");
        Assert.Null(ballot.Agreed);
        Assert.Equal(Say.Digest("right"), Assert.Single(ballot.Votes).State);
    }

    [Fact]
    public void Passive_replicas_alone_decide_nothing()
    {
        Cast(Say.One, 2, "applied", StateVoter.Passive);
        Cast(Say.Two, 2, "applied", StateVoter.Passive);
        Assert.Null(ballot.Agreed);
        Cast(Say.One, 1, "applied");
        Assert.Equal(Say.Digest("applied"), ballot.Agreed);
    }

    [Fact]
    public void The_vote_of_a_replica_that_is_gone_does_not_count()
    {
        Cast(Say.One, 1, "right");
        ballot.Retain(replica => replica != Say.Replica(Say.One));
        Cast(Say.Two, 1, "right");
        Assert.Null(ballot.Agreed);
    }

    private void Cast(HostId host, uint generation, string state, StateVoter voter = StateVoter.Executing) =>
        ballot.Cast(new StateVoted(new Epoch(1), Say.Replica(host, generation), Say.At(1), voter, Say.Digest(state)));
}

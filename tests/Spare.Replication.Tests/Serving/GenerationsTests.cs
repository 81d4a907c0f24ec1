using Spare.Replication.Serving;

namespace Spare.Replication.Tests.Serving;

public sealed class GenerationsTests
{
    private readonly Generations generations = new([Say.One, Say.Two]);

    [Fact]
    public void The_first_generation_counts_everywhere()
    {
        Assert.True(generations.Counts(Say.Replica(Say.One), Say.At(1)));
        Assert.False(generations.Counts(Say.Replica(Say.One, 2), Say.At(1)));
        Assert.False(generations.Counts(Say.Replica(Say.Three), Say.At(1)));
    }

    [Fact]
    public void A_replaced_replica_counts_below_the_place_and_the_next_one_from_there_on()
    {
        Assert.Equal(Say.Replica(Say.One, 2), generations.Replace(Say.One, Say.At(5)));
        Assert.True(generations.Counts(Say.Replica(Say.One, 1), Say.At(4)));
        Assert.False(generations.Counts(Say.Replica(Say.One, 1), Say.At(5)));
        Assert.True(generations.Counts(Say.Replica(Say.One, 2), Say.At(5)));
        Assert.False(generations.Counts(Say.Replica(Say.One, 2), Say.At(4)));
        Assert.True(generations.Counts(Say.Replica(Say.Two), Say.At(9)));
    }

    [Fact]
    public void The_generation_before_the_last_never_counts()
    {
        generations.Replace(Say.One, Say.At(5));
        generations.Replace(Say.One, Say.At(8));
        Assert.False(generations.Counts(Say.Replica(Say.One, 1), Say.At(4)));
        Assert.True(generations.Counts(Say.Replica(Say.One, 2), Say.At(7)));
    }

    [Fact]
    public void A_vote_on_a_read_may_run_ahead_of_the_replacement_but_not_lag_behind_it()
    {
        Assert.True(generations.MayCount(Say.Replica(Say.One, 2), Say.At(5)));
        generations.Replace(Say.One, Say.At(5));
        Assert.False(generations.MayCount(Say.Replica(Say.One, 1), Say.At(5)));
        Assert.True(generations.MayCount(Say.Replica(Say.One, 1), Say.At(4)));
        Assert.True(generations.MayCount(Say.Replica(Say.One, 2), Say.At(4)));
        Assert.False(generations.MayCount(Say.Replica(Say.Three, 9), Say.At(5)));
    }

    [Fact]
    public void At_a_new_epoch_each_host_says_itself_which_replica_it_has()
    {
        generations.Adopt(Say.Replica(Say.Two, 4), Say.At(7));
        Assert.Equal(Say.Replica(Say.Two, 4), generations.Current(Say.Two));
        Assert.True(generations.Counts(Say.Replica(Say.Two, 4), Say.At(7)));
        Assert.False(generations.Counts(Say.Replica(Say.Two, 1), Say.At(3)));
    }

    [Fact]
    public void A_host_that_has_the_replica_that_was_known_changes_nothing()
    {
        generations.Replace(Say.Two, Say.At(5));
        generations.Adopt(Say.Replica(Say.Two, 2), Say.At(9));
        Assert.True(generations.Counts(Say.Replica(Say.Two, 2), Say.At(5)));
        Assert.True(generations.Counts(Say.Replica(Say.Two, 1), Say.At(4)));
    }
}

using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Serving;

namespace Spare.Replication.Tests.Serving;

public sealed class RosterTests
{
    private readonly Roster roster = new([Say.One, Say.Two]);

    [Fact]
    public void The_first_generation_counts_everywhere()
    {
        Assert.True(roster.Counts(Say.Replica(Say.One), Say.At(1)));
        Assert.False(roster.Counts(Say.Replica(Say.One, 2), Say.At(1)));
        Assert.False(roster.Counts(Say.Replica(Say.Three), Say.At(1)));
    }

    [Fact]
    public void A_replaced_replica_counts_below_the_place_and_the_next_one_from_there_on()
    {
        Assert.Equal(Say.Replica(Say.One, 2), roster.Replace(Say.One, Say.At(5)));
        Assert.True(roster.Counts(Say.Replica(Say.One, 1), Say.At(4)));
        Assert.False(roster.Counts(Say.Replica(Say.One, 1), Say.At(5)));
        Assert.True(roster.Counts(Say.Replica(Say.One, 2), Say.At(5)));
        Assert.False(roster.Counts(Say.Replica(Say.One, 2), Say.At(4)));
        Assert.True(roster.Counts(Say.Replica(Say.Two), Say.At(9)));
    }

    [Fact]
    public void The_generation_before_the_last_never_counts()
    {
        roster.Replace(Say.One, Say.At(5));
        roster.Replace(Say.One, Say.At(8));
        Assert.False(roster.Counts(Say.Replica(Say.One, 1), Say.At(4)));
        Assert.True(roster.Counts(Say.Replica(Say.One, 2), Say.At(7)));
    }

    [Fact]
    public void A_vote_on_a_read_may_run_ahead_of_the_replacement_but_not_lag_behind_it()
    {
        Assert.True(roster.MayCount(Say.Replica(Say.One, 2), Say.At(5)));
        roster.Replace(Say.One, Say.At(5));
        Assert.False(roster.MayCount(Say.Replica(Say.One, 1), Say.At(5)));
        Assert.True(roster.MayCount(Say.Replica(Say.One, 1), Say.At(4)));
        Assert.True(roster.MayCount(Say.Replica(Say.One, 2), Say.At(4)));
        Assert.False(roster.MayCount(Say.Replica(Say.Three, 9), Say.At(5)));
    }

    [Fact]
    public void A_woken_replica_counts_beside_the_active_one_from_its_first_position_on()
    {
        Assert.Empty(roster.Helpers(Say.One));
        Assert.Equal(Say.Replica(Say.One, 2), roster.Wake(Say.One, Say.At(5)));
        Assert.Equal([Say.Replica(Say.One, 2)], roster.Helpers(Say.One));
        Assert.Equal(Say.Replica(Say.One), roster.Active(Say.One));
        Assert.False(roster.Counts(Say.Replica(Say.One, 2), Say.At(4)));
        Assert.True(roster.Counts(Say.Replica(Say.One, 2), Say.At(5)));
        Assert.True(roster.Counts(Say.Replica(Say.One, 1), Say.At(5)));
    }

    [Fact]
    public void The_first_of_several_woken_replicas_takes_the_place_of_the_active_one()
    {
        roster.Wake(Say.One, Say.At(5));
        Assert.Equal(Say.Replica(Say.One, 3), roster.Wake(Say.One, Say.At(6)));
        Assert.Equal(4, roster.Count);
        Assert.Equal(Say.Replica(Say.One, 2), roster.Replace(Say.One, Say.At(7)));
        Assert.Equal([Say.Replica(Say.One, 3)], roster.Helpers(Say.One));
        Assert.True(roster.IsHelper(Say.Replica(Say.One, 3)));
        Assert.True(roster.IsActive(Say.Replica(Say.One, 2)));
        Assert.Equal(Say.Replica(Say.One, 4), roster.Wake(Say.One, Say.At(8)));
    }

    [Fact]
    public void A_woken_replica_that_was_put_back_counts_nowhere_and_its_number_is_not_used_again()
    {
        roster.Wake(Say.One, Say.At(5));
        roster.Dismiss(Say.Replica(Say.One, 2));
        Assert.Empty(roster.Helpers(Say.One));
        Assert.False(roster.Counts(Say.Replica(Say.One, 2), Say.At(5)));
        Assert.False(roster.MayCount(Say.Replica(Say.One, 2), Say.At(5)));
        Assert.Equal(2u, roster.LastGeneration(Say.One));
        Assert.Equal(Say.Replica(Say.One, 3), roster.Wake(Say.One, Say.At(6)));
    }

    [Fact]
    public void The_woken_replica_takes_the_place_of_the_active_one_of_its_host_and_keeps_its_votes()
    {
        roster.Wake(Say.One, Say.At(3));
        Assert.Equal(Say.Replica(Say.One, 2), roster.Replace(Say.One, Say.At(5)));
        Assert.Empty(roster.Helpers(Say.One));
        Assert.Equal(Say.Replica(Say.One, 2), roster.Active(Say.One));
        Assert.True(roster.Counts(Say.Replica(Say.One, 2), Say.At(3)));
        Assert.False(roster.Counts(Say.Replica(Say.One, 1), Say.At(5)));
        Assert.Equal(2u, roster.LastGeneration(Say.One));
    }

    [Fact]
    public void A_host_lacks_a_vote_until_its_active_replica_and_its_woken_one_have_voted()
    {
        Assert.Equal(2, roster.Missing(Say.At(5), _ => false));
        roster.Wake(Say.Two, Say.At(5));
        Assert.Equal(2, roster.Missing(Say.At(4), _ => false));
        Assert.Equal(3, roster.Missing(Say.At(5), _ => false));
        Assert.Equal(
            [Say.Replica(Say.One), Say.Replica(Say.Two), Say.Replica(Say.Two, 2)],
            roster.Absent(Say.At(5), _ => false));
        Assert.Equal(
            [Say.Replica(Say.Two, 2)], roster.Absent(Say.At(5), replica => replica.Generation == 1));
        Assert.Equal(0, roster.Missing(Say.At(5), _ => true));
    }

    [Fact]
    public void What_a_predecessor_said_of_a_position_before_its_end_is_not_missing()
    {
        roster.Replace(Say.Two, Say.At(5));
        Assert.Equal(1, roster.Missing(Say.At(4), replica => replica == Say.Replica(Say.Two)));
        Assert.Equal(2, roster.Missing(Say.At(5), replica => replica == Say.Replica(Say.Two)));
    }

    [Fact]
    public void At_a_new_epoch_each_host_says_itself_which_replicas_it_has()
    {
        roster.Wake(Say.Two, Say.At(3));
        roster.BeginEpoch([Ready(Say.Replica(Say.One), 1), Ready(Say.Replica(Say.Two, 4), 6, 5)], Say.At(7));
        Assert.Equal(Say.Replica(Say.Two, 4), roster.Active(Say.Two));
        Assert.Equal([Say.Replica(Say.Two, 5)], roster.Helpers(Say.Two));
        Assert.Equal(6u, roster.LastGeneration(Say.Two));
        Assert.True(roster.Counts(Say.Replica(Say.Two, 4), Say.At(7)));
        Assert.True(roster.Counts(Say.Replica(Say.Two, 5), Say.At(7)));
        Assert.False(roster.Counts(Say.Replica(Say.Two, 1), Say.At(3)));
    }

    [Fact]
    public void A_host_that_has_the_replica_that_was_known_changes_nothing_but_the_woken_ones()
    {
        roster.Replace(Say.Two, Say.At(5));
        roster.Wake(Say.Two, Say.At(8));
        roster.BeginEpoch([Ready(Say.Replica(Say.One), 1), Ready(Say.Replica(Say.Two, 2), 3)], Say.At(9));
        Assert.True(roster.Counts(Say.Replica(Say.Two, 2), Say.At(5)));
        Assert.True(roster.Counts(Say.Replica(Say.Two, 1), Say.At(4)));
        Assert.Empty(roster.Helpers(Say.Two));
        Assert.Equal(3u, roster.LastGeneration(Say.Two));
    }

    [Fact]
    public void A_host_that_is_gone_has_no_vote_and_another_one_speaks_for_its_requests()
    {
        Assert.Equal(Say.One, roster.Speaker(Say.One));
        roster.BeginEpoch([Ready(Say.Replica(Say.Two), 1)], Say.At(4));
        Assert.Equal([Say.Two], roster.Hosts);
        Assert.Equal(1, roster.Count);
        Assert.False(roster.Counts(Say.Replica(Say.One), Say.At(3)));
        Assert.Equal(1, roster.Missing(Say.At(4), _ => false));
        Assert.Equal(Say.Two, roster.Speaker(Say.One));
    }

    private static HostReady Ready(ReplicaId active, uint last, params uint[] helpers) => new(
        active, last, [.. helpers.Select(generation => active with { Generation = generation })], PassiveState.Clean,
        true, new Epoch(1), Say.At(2), default, default, default);
}

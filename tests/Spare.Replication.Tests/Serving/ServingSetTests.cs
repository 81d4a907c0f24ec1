using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Serving;

namespace Spare.Replication.Tests.Serving;

public sealed class ServingSetTests
{
    private static readonly HostReady One = new(
        Say.Replica(Say.One), 1, [], PassiveState.Clean, true, new Epoch(3), Say.At(5), Say.Digest("order"),
        Say.Digest("verdicts"), Say.Digest("c")) { LastHosts = [Say.One, Say.Two] };

    private static readonly HostReady Two =
        One with { Replica = Say.Replica(Say.Two, 4), LastGeneration = 4 };

    private readonly ServingSet serving = new(Say.One, [Say.One, Say.Two]);

    [Fact]
    public void Serves_when_all_hosts_are_there_and_stand_at_the_same_place()
    {
        Join();
        Assert.False(serving.Take(One));
        Assert.Contains("Waiting for the replicas of h2", serving.Reason, StringComparison.Ordinal);
        Assert.True(serving.Take(Two));
        Assert.True(serving.Serving);
        Assert.Equal(string.Empty, serving.Reason);
        Assert.Equal([One, Two], serving.Ready);
    }

    [Fact]
    public void The_next_epoch_is_one_more_than_the_last()
    {
        Join();
        serving.Take(One);
        serving.Take(Two);
        Assert.Equal(new Epoch(4), serving.Epoch);
    }

    [Fact]
    public void A_change_of_membership_ends_the_epoch_and_all_say_again_where_they_stand()
    {
        Join();
        serving.Take(One);
        serving.Take(Two);
        serving.MembershipChanged([Say.One], [Say.Two], [Say.Two]);
        Assert.False(serving.InForce);
        Assert.Contains("h2 missing", serving.Reason, StringComparison.Ordinal);
        serving.MembershipChanged([Say.Two, Say.One], [], []);
        Assert.False(serving.Take(One));
        Assert.True(serving.Take(Two));
    }

    [Fact]
    public void Quorum_holds_replies_back_and_does_not_end_the_epoch()
    {
        Join();
        serving.Take(One);
        serving.Take(Two);
        serving.QuorumChanged(false, [Say.One, Say.Two]);
        Assert.True(serving.InForce);
        Assert.False(serving.Serving);
        Assert.Contains("quorum", serving.Reason, StringComparison.Ordinal);
        serving.QuorumChanged(true, [Say.One, Say.Two]);
        Assert.True(serving.Serving);
    }

    [Fact]
    public void An_epoch_begins_at_the_same_place_on_a_host_that_has_no_quorum_yet()
    {
        serving.MembershipChanged([Say.One, Say.Two], [], []);
        serving.Take(One);
        Assert.True(serving.Take(Two));
        Assert.True(serving.InForce);
        Assert.False(serving.Serving);
    }

    [Theory]
    [InlineData("position", "order")]
    [InlineData("order")]
    [InlineData("verdicts")]
    public void Of_hosts_with_different_pasts_those_that_numbered_more_go_on(params string[] what)
    {
        Join();
        serving.Take(One with { Position = what.Contains("position") ? Say.At(6) : One.Position });
        var other = Two with
        {
            Order = what.Contains("order") ? Say.Digest("x") : Two.Order,
            Verdicts = what.Contains("verdicts") ? Say.Digest("x") : Two.Verdicts,
        };
        Assert.True(serving.Take(other));
        Assert.Equal([Say.One], serving.Hosts.AsEnumerable());
        Assert.Equal([Say.Two], serving.Outside);
    }

    [Fact]
    public void Enough_hosts_that_numbered_less_go_on_before_too_few_that_numbered_more()
    {
        var three = new ServingSet(Say.One, [Say.One, Say.Two, Say.Three], enough: 2);
        three.MembershipChanged([Say.One, Say.Two, Say.Three], [], []);
        three.Take(One with { LastHosts = [Say.One, Say.Two, Say.Three] });
        three.Take(Two with { LastHosts = [Say.One, Say.Two, Say.Three] });
        Assert.True(three.Take(One with
        {
            Replica = Say.Replica(Say.Three), LastHosts = [Say.One, Say.Two, Say.Three], Position = Say.At(6), Order = Say.Digest("more"),
        }));
        Assert.Equal([Say.One, Say.Two], three.Hosts.AsEnumerable());
    }

    [Fact]
    public void A_host_that_numbered_less_does_not_go_on()
    {
        Join();
        serving.Take(One);
        Assert.False(serving.Take(Two with { Position = Say.At(6), Order = Say.Digest("x") }));
        Assert.False(serving.InForce);
        Assert.Contains("went on without", serving.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_serve_with_a_host_that_has_another_configuration()
    {
        Join();
        serving.Take(One);
        Assert.False(serving.Take(Two with { Configuration = Say.Digest("x") }));
        Assert.Contains("different configurations", serving.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Ignores_hosts_outside_of_the_configuration_or_of_the_group()
    {
        serving.QuorumChanged(true, [Say.One, Say.Two]);
        serving.MembershipChanged([Say.One, Say.Three], [], []);
        serving.Take(One with { MayGoOn = false });
        Assert.False(serving.Take(Two));
        Assert.False(serving.Take(Two with { Replica = Say.Replica(Say.Three) }));
        Assert.Contains("h2 missing", serving.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_while_an_epoch_lasts_changes_nothing()
    {
        Join();
        serving.Take(One);
        serving.Take(Two);
        Assert.False(serving.Take(Two with { Replica = Say.Replica(Say.Two, 9) }));
        Assert.Equal([One, Two], serving.Ready);
    }

    [Fact]
    public void When_a_host_is_gone_the_others_go_on_if_the_quorum_of_the_ring_without_it_is_theirs()
    {
        Serve();
        serving.MembershipChanged([Say.One], [Say.Two], [Say.Two]);
        Assert.False(serving.MayGoOn);
        Assert.False(serving.Take(One with { MayGoOn = false, Last = new Epoch(4) }));
        Assert.True(serving.QuorumChanged(true, [Say.One]));
        Assert.True(serving.Take(One with { Last = new Epoch(4) }));
        Assert.Equal([Say.One], serving.Hosts.AsEnumerable());
        Assert.Equal(new Epoch(5), serving.Epoch);
    }

    [Fact]
    public void A_host_that_had_no_quorum_in_between_does_not_go_on_alone_when_it_gets_it()
    {
        Serve();
        serving.MembershipChanged([Say.One], [Say.Two], [Say.Two]);
        serving.QuorumChanged(false, [Say.One]);
        serving.QuorumChanged(true, [Say.One]);
        Assert.False(serving.MayGoOn);
    }

    [Fact]
    public void A_host_that_was_away_does_not_go_on_alone_but_with_all_the_others()
    {
        Serve();
        serving.WasAway();
        serving.MembershipChanged([Say.One], [Say.Two], []);
        Assert.False(serving.MayGoOn);
        serving.MembershipChanged([Say.One, Say.Two], [], []);
        serving.Take(One with { MayGoOn = false });
        Assert.True(serving.Take(Two with { MayGoOn = false }));
        Assert.True(serving.MayGoOn);
    }

    [Fact]
    public void At_the_first_start_no_host_may_be_missing()
    {
        serving.QuorumChanged(true, [Say.One]);
        serving.MembershipChanged([Say.One], [], []);
        Assert.False(serving.Take(One with { Last = Epoch.None }));
    }

    [Fact]
    public void A_host_that_missed_an_epoch_has_no_part_in_the_next()
    {
        Join();
        serving.Take(One);
        Assert.False(serving.Take(Two with { Last = new Epoch(4) }));
        Assert.False(serving.InForce);
        Assert.Contains("went on without", serving.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_comes_does_not_end_the_epoch_of_the_others()
    {
        Serve();
        serving.MembershipChanged([Say.One], [Say.Two], []);
        serving.Take(One with { Last = new Epoch(4) });
        serving.MembershipChanged([Say.One, Say.Two], [], []);
        Assert.True(serving.InForce);
        Assert.Equal([Say.One], serving.Hosts.AsEnumerable());
    }

    [Fact]
    public void Nobody_waits_for_the_word_of_a_host_that_came_while_an_epoch_lasted()
    {
        var three = new ServingSet(Say.One, [Say.One, Say.Two, Say.Three]);
        three.QuorumChanged(true, [Say.One, Say.Two]);
        three.MembershipChanged([Say.One, Say.Two], [], []);
        three.Take(One);
        Assert.True(three.Take(Two));
        three.MembershipChanged([Say.One, Say.Two, Say.Three], [], []);
        three.MembershipChanged([Say.One, Say.Three], [Say.Two], []);
        Assert.True(three.Take(One with { Last = new Epoch(4) }));
        Assert.Equal([Say.One], three.Hosts.AsEnumerable());
    }

    private void Serve()
    {
        Join();
        serving.Take(One);
        serving.Take(Two);
    }

    private void Join()
    {
        serving.QuorumChanged(true, [Say.One, Say.Two]);
        serving.MembershipChanged([Say.Two, Say.One], [], []);
    }
}

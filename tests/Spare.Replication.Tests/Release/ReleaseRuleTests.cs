using Spare.Replication.Release;

namespace Spare.Replication.Tests.Release;

public sealed class ReleaseRuleTests
{
    private readonly ReleaseRule rule = new([Say.One, Say.Two], holders: 2) { Open = true };

    [Fact]
    public void Nothing_leaves_while_the_host_does_not_serve()
    {
        Hold(5);
        rule.Open = false;
        Assert.False(rule.MayLeave(Say.At(2), null));
    }

    [Fact]
    public void A_host_that_is_gone_holds_nothing_back()
    {
        rule.Holds(Say.One, Say.At(3));
        rule.BeginEpoch([Say.One]);
        Assert.True(rule.MayLeave(Say.At(3), null));
        rule.BeginEpoch([Say.One, Say.Two]);
        Assert.False(rule.MayLeave(Say.At(3), null));
    }

    [Fact]
    public void A_reply_waits_until_every_host_holds_the_request()
    {
        rule.Holds(Say.One, Say.At(3));
        Assert.False(rule.MayLeave(Say.At(3), null));
        rule.Holds(Say.Two, Say.At(2));
        Assert.False(rule.MayLeave(Say.At(3), null));
        Assert.True(rule.MayLeave(Say.At(2), null));
        rule.Holds(Say.Two, Say.At(3));
        Assert.True(rule.MayLeave(Say.At(3), null));
    }

    [Fact]
    public void A_reply_waits_until_so_many_hosts_hold_the_request_that_one_is_left()
    {
        var two = new ReleaseRule([Say.One, Say.Two, Say.Three], holders: 2) { Open = true };
        two.Holds(Say.Three, Say.At(5));
        Assert.False(two.MayLeave(Say.At(1), null));
        two.Holds(Say.One, Say.At(3));
        Assert.True(two.MayLeave(Say.At(3), null));
        Assert.False(two.MayLeave(Say.At(4), null));
        two.BeginEpoch([Say.Two, Say.Three]);
        Assert.False(two.MayLeave(Say.At(3), null));
    }

    [Fact]
    public void A_reply_waits_for_all_lower_writes_and_for_its_own()
    {
        Hold(5);
        Assert.False(rule.MayLeave(Say.At(4), Say.At(3)));
        Assert.False(rule.MayLeave(Say.At(3), Say.At(3)));
        Assert.True(rule.MayLeave(Say.At(2), Say.At(3)));
    }

    [Fact]
    public void A_reply_waits_until_its_own_update_and_all_lower_ones_are_in_the_journal()
    {
        Hold(5);
        rule.JournalBegun(Say.At(2));
        rule.JournalBegun(Say.At(4));
        Assert.True(rule.MayLeave(Say.At(1), null));
        Assert.False(rule.MayLeave(Say.At(2), null));
        Assert.False(rule.MayLeave(Say.At(5), null));
        rule.Journaled(Say.At(2));
        Assert.Equal(1, rule.Unjournaled);
        Assert.True(rule.MayLeave(Say.At(3), null));
        Assert.False(rule.MayLeave(Say.At(4), null));
        rule.Journaled(Say.At(4));
        Assert.True(rule.MayLeave(Say.At(5), null));
    }

    [Fact]
    public void A_host_that_is_not_of_the_configuration_holds_nothing()
    {
        rule.Holds(Say.Three, Say.At(9));
        rule.Holds(Say.One, Say.At(9));
        Assert.False(rule.MayLeave(Say.At(1), null));
    }

    [Fact]
    public void What_a_host_was_known_to_hold_it_holds_for_good()
    {
        Hold(5);
        rule.Holds(Say.Two, Say.At(1));
        Assert.True(rule.MayLeave(Say.At(5), null));
    }

    private void Hold(ulong position)
    {
        rule.Holds(Say.One, Say.At(position));
        rule.Holds(Say.Two, Say.At(position));
    }
}

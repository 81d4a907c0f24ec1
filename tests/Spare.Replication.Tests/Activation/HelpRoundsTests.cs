using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;

namespace Spare.Replication.Tests.Activation;

public sealed class HelpRoundsTests
{
    private static readonly Epoch Epoch = new(1);

    private readonly HelpRounds rounds = new();

    [Fact]
    public void As_many_offers_are_taken_as_were_asked_for_in_the_order_in_which_they_come()
    {
        Clean(Say.One, Say.Two, Say.Three);
        Assert.True(Ask(1, needed: 2));
        Assert.Equal(2, rounds.Open);
        Assert.True(Offer(Say.Three, 1));
        Assert.True(Offer(Say.One, 1));
        Assert.False(Offer(Say.Two, 1));
        Assert.Equal(0, rounds.Open);
    }

    [Fact]
    public void A_host_whose_offer_was_taken_has_no_clean_passive_replica_until_it_says_so()
    {
        Clean(Say.One, Say.Two);
        Ask(1, needed: 1);
        Offer(Say.One, 1);
        Assert.False(rounds.IsClean(Say.One));
        Assert.True(rounds.IsClean(Say.Two));
        Clean(Say.One);
        Assert.True(rounds.IsClean(Say.One));
        rounds.Changed(Say.One, PassiveState.None);
        Assert.False(rounds.IsClean(Say.One));
        rounds.Take(Say.Two);
        Assert.False(rounds.IsClean(Say.Two));
    }

    [Fact]
    public void A_host_offers_once_and_only_with_a_clean_passive_replica()
    {
        Clean(Say.One, Say.Two);
        Ask(1, needed: 2);
        Assert.False(Offer(Say.Three, 1));
        Assert.True(Offer(Say.One, 1));
        Assert.False(Offer(Say.One, 1));
    }

    [Fact]
    public void No_more_are_asked_for_than_there_are()
    {
        Clean(Say.One, Say.Two);
        Assert.False(rounds.MayAsk(Say.At(1), 0, spend: false));
        Assert.True(rounds.MayAsk(Say.At(1), 2, spend: false));
        Assert.False(rounds.MayAsk(Say.At(1), 3, spend: false));
        Assert.False(Ask(1, needed: 3));
        Assert.False(Offer(Say.One, 1));
    }

    [Fact]
    public void The_last_clean_one_is_not_given_a_request_at_which_a_woken_one_failed_as_well()
    {
        Clean(Say.One, Say.Two, Say.Three);
        Ask(1, needed: 1);
        Offer(Say.One, 1);
        Assert.True(rounds.MayAsk(Say.At(1), 1, spend: false));
        Ask(1, needed: 1, round: 2);
        Offer(Say.Two, 1, round: 2);
        Assert.False(rounds.MayAsk(Say.At(1), 1, spend: false));
        Assert.False(Ask(1, needed: 1, round: 3));
        Assert.True(rounds.MayAsk(Say.At(2), 1, spend: false));
    }

    [Fact]
    public void The_last_clean_one_is_given_a_request_that_is_never_voided()
    {
        Clean(Say.One, Say.Two);
        Ask(1, needed: 1);
        Offer(Say.One, 1);
        Assert.True(rounds.MayAsk(Say.At(1), 1, spend: true));
        Assert.False(rounds.MayAsk(Say.At(1), 2, spend: true));
        Assert.True(rounds.Ask(new HelpAsked(Epoch, Say.At(1), 1, 2), spend: true));
    }

    [Fact]
    public void The_first_message_of_a_round_counts_and_offers_of_an_earlier_round_do_not()
    {
        Clean(Say.One, Say.Two, Say.Three);
        Assert.Equal(1u, rounds.NextRound(Say.At(1)));
        Assert.True(Ask(1, needed: 1));
        Assert.Equal(2u, rounds.NextRound(Say.At(1)));
        Assert.False(Ask(1, needed: 2));
        Assert.Equal(1, rounds.Open);
        Assert.True(Ask(1, needed: 2, round: 2));
        Assert.Equal(2, rounds.Open);
        Assert.False(Offer(Say.One, 1, round: 1));
        Assert.True(Offer(Say.One, 1, round: 2));
    }

    [Fact]
    public void An_offer_for_another_request_is_not_taken()
    {
        Clean(Say.One, Say.Two);
        Ask(1, needed: 1);
        Assert.False(Offer(Say.One, 2));
        Assert.True(rounds.IsClean(Say.One));
    }

    [Fact]
    public void The_next_request_begins_with_its_first_round()
    {
        Clean(Say.One, Say.Two);
        Ask(1, needed: 1);
        Offer(Say.One, 1);
        Assert.True(rounds.IsAbout(Say.At(1)));
        Assert.False(rounds.IsAbout(Say.At(2)));
        Assert.False(rounds.IsAbout(null));
        Assert.Equal(1u, rounds.NextRound(Say.At(2)));
        Assert.True(Ask(2, needed: 1));
        Assert.True(rounds.IsAbout(Say.At(2)));
    }

    [Fact]
    public void No_offer_is_taken_for_a_settled_request()
    {
        Clean(Say.One, Say.Two);
        Ask(1, needed: 2);
        rounds.End(Say.At(7));
        Assert.Equal(2, rounds.Open);
        rounds.End(Say.At(1));
        Assert.Equal(0, rounds.Open);
        Assert.False(Offer(Say.One, 1));
    }

    [Fact]
    public void A_new_epoch_begins_with_what_the_hosts_say_then()
    {
        Clean(Say.One, Say.Two);
        Ask(1, needed: 1);
        rounds.BeginEpoch();
        Assert.False(rounds.IsClean(Say.One));
        Assert.Equal(0, rounds.Open);
        Assert.Equal(1u, rounds.NextRound(Say.At(1)));
        Assert.False(rounds.MayAsk(Say.At(1), 1, spend: false));
    }

    private void Clean(params HostId[] hosts)
    {
        foreach (var host in hosts)
        {
            rounds.Changed(host, PassiveState.Clean);
        }
    }

    private bool Ask(ulong position, ushort needed, uint round = 1) =>
        rounds.Ask(new HelpAsked(Epoch, Say.At(position), needed, round), spend: false);

    private bool Offer(HostId host, ulong position, uint round = 1) =>
        rounds.Offer(new HelpOffered(Epoch, host, Say.At(position), round));
}

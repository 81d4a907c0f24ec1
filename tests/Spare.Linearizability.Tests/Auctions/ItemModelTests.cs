using Spare.Linearizability.Auctions;
using Spare.Linearizability.Histories;

namespace Spare.Linearizability.Tests.Auctions;

public sealed class ItemModelTests
{
    private static readonly ItemModel Model = new(new Dictionary<string, (int, decimal)> { ["7"] = (3, 10m) });

    [Fact]
    public void A_price_is_the_lowest_of_the_bids_that_take_all() => Answers(
        (new ItemInput.View(), new ItemOutput.Shown(3, 0, 10m)),
        (new ItemInput.Bid(1, 12m), new ItemOutput.BidStored()),
        (new ItemInput.View(), new ItemOutput.Shown(3, 1, 10m)),
        (new ItemInput.Bid(2, 11m), new ItemOutput.BidStored()),
        (new ItemInput.View(), new ItemOutput.Shown(3, 2, 11m)),
        (new ItemInput.Bid(2, 15m), new ItemOutput.BidStored()),
        (new ItemInput.View(), new ItemOutput.Shown(3, 3, 12m)),
        (new ItemInput.BuyNow(2), new ItemOutput.Bought()),
        (new ItemInput.View(), new ItemOutput.Shown(1, 3, 15m)));

    [Fact]
    public void Nobody_gets_more_than_there_is() => Answers(
        (new ItemInput.BuyNow(4), new ItemOutput.OnlyLeft(3)),
        (new ItemInput.Bid(4, 12m), new ItemOutput.OnlyLeft(3)),
        (new ItemInput.BuyNow(3), new ItemOutput.Bought()),
        (new ItemInput.BuyNow(1), new ItemOutput.Ended()),
        (new ItemInput.Bid(1, 12m), new ItemOutput.Ended()),
        (new ItemInput.View(), new ItemOutput.Shown(0, 0, 10m)));

    [Fact]
    public void A_bid_below_the_first_one_is_refused() => Answers(
        (new ItemInput.Bid(1, 9.99m), new ItemOutput.BelowFirstBid()),
        (new ItemInput.View(), new ItemOutput.Shown(3, 0, 10m)));

    [Fact]
    public void The_order_of_bids_leaves_no_trace()
    {
        ItemInput.Bid[] bids = [new(1, 12m), new(2, 12m), new(1, 15m)];
        var there = bids.Aggregate(Model.InitialOf("7"), (item, bid) => item.With(bid));
        var back = bids.Reverse().Aggregate(Model.InitialOf("7"), (item, bid) => item.With(bid));

        Assert.Equal(there, back);
        Assert.Equal(there.GetHashCode(), back.GetHashCode());
        Assert.NotEqual(there, back with { Bids = back.Bids[1..] });
    }

    [Fact]
    public void The_last_one_is_not_sold_twice() => Assert.IsType<CheckResult.Violated>(LinearizabilityChecker.Check(
        Model,
        new History<ItemInput, ItemOutput>(
        [
            new(0, "7", new ItemInput.BuyNow(2), 0, new(new ItemOutput.Bought(), 2)),
            new(1, "7", new ItemInput.BuyNow(2), 1, new(new ItemOutput.Bought(), 3)),
        ])));

    private static void Answers(params (ItemInput Input, ItemOutput Output)[] dialogue)
    {
        var item = Model.InitialOf("7");
        foreach (var (input, output) in dialogue)
        {
            (item, var answer) = Model.Apply(item, input);
            Assert.Equal(output, answer);
        }
    }
}

using System.Diagnostics;

namespace Spare.Linearizability.Auctions;

/// <summary>
/// An item of RUBiS whose auction lasts longer than the history, so that it ends when the last one is bought. Users
/// exist, and bids are at least what their forms asked for.
/// </summary>
/// <param name="offers">
/// Quantity, at most 200, and initial price of each item, which has no bids at first. The site looks at 200 bids for a
/// price.
/// </param>
public sealed class ItemModel(IReadOnlyDictionary<string, (int Quantity, decimal InitialPrice)> offers)
    : IModel<Item, ItemInput, ItemOutput>
{
    public Item InitialOf(string key) => new(offers[key].Quantity, offers[key].InitialPrice, []);

    public Step<Item, ItemOutput> Apply(Item state, ItemInput input) => input switch
    {
        ItemInput.View => new(state, new ItemOutput.Shown(state.Quantity, state.Bids.Length, state.Price)),
        ItemInput.Bid bid => Wanting(bid.Quantity, state) ?? Bid(state, bid),
        ItemInput.BuyNow buy => Wanting(buy.Quantity, state)
            ?? new(state with { Quantity = state.Quantity - buy.Quantity }, new ItemOutput.Bought()),
        _ => throw new UnreachableException(),
    };

    private static Step<Item, ItemOutput>? Wanting(int quantity, Item item)
    {
        if (item.Quantity == 0)
        {
            return new(item, new ItemOutput.Ended());
        }

        return quantity > item.Quantity ? new(item, new ItemOutput.OnlyLeft(item.Quantity)) : null;
    }

    private static Step<Item, ItemOutput> Bid(Item item, ItemInput.Bid bid) => bid.Amount < item.InitialPrice
        ? new(item, new ItemOutput.BelowFirstBid())
        : new(item.With(bid), new ItemOutput.BidStored());
}

using System.Collections.Immutable;

namespace Spare.Linearizability.Auctions;

/// <summary>How many are for sale, and the bids on them, the highest first.</summary>
public sealed record Item(int Quantity, decimal InitialPrice, ImmutableArray<ItemInput.Bid> Bids)
{
    /// <summary>
    /// The highest bid; with several for sale, the lowest of the highest bids that together take them all.
    /// </summary>
    public decimal Price
    {
        get
        {
            if (Quantity <= 1)
            {
                return Bids.IsEmpty ? InitialPrice : Bids[0].Amount;
            }

            var left = Quantity;
            foreach (var bid in Bids)
            {
                left -= bid.Quantity;
                if (left <= 0)
                {
                    return bid.Amount;
                }
            }

            return InitialPrice;
        }
    }

    /// <summary>Equal bids in another order make the same item, so that they are sorted by quantity too.</summary>
    public Item With(ItemInput.Bid bid)
    {
        var place = Bids.BinarySearch(bid, Comparer<ItemInput.Bid>.Create((left, right) =>
            (right.Amount, right.Quantity).CompareTo((left.Amount, left.Quantity))));
        return this with { Bids = Bids.Insert(place < 0 ? ~place : place, bid) };
    }

    public bool Equals(Item? other) =>
        other is not null && Quantity == other.Quantity && InitialPrice == other.InitialPrice
        && Bids.AsSpan().SequenceEqual(other.Bids.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Quantity, InitialPrice, Bids.Length, Price);

    public override string ToString() => $"{Quantity} for {Price}, {Bids.Length} bids";
}

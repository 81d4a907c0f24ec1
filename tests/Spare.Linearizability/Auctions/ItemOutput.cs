using System.Text.Json.Serialization;

namespace Spare.Linearizability.Auctions;

/// <summary>What the page in reply says of the item that operations on it can change, or why it refuses.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Shown), "shown")]
[JsonDerivedType(typeof(BidStored), "bidStored")]
[JsonDerivedType(typeof(Bought), "bought")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(OnlyLeft), "onlyLeft")]
[JsonDerivedType(typeof(BelowFirstBid), "belowFirstBid")]
public abstract record ItemOutput
{
    private ItemOutput()
    {
    }

    /// <summary>The facts of ViewItem: quantity, number of bids, and what one costs now.</summary>
    public sealed record Shown(int Quantity, int Bids, decimal Price) : ItemOutput
    {
        public override string ToString() => $"{Quantity} for {Price}, {Bids} bids";
    }

    public sealed record BidStored : ItemOutput
    {
        public override string ToString() => "bid stored";
    }

    public sealed record Bought : ItemOutput
    {
        public override string ToString() => "bought";
    }

    /// <summary>Nothing is left for sale.</summary>
    public sealed record Ended : ItemOutput
    {
        public override string ToString() => "the auction has ended";
    }

    public sealed record OnlyLeft(int Quantity) : ItemOutput
    {
        public override string ToString() => $"only {Quantity} are left";
    }

    public sealed record BelowFirstBid : ItemOutput
    {
        public override string ToString() => "below the first bid";
    }
}

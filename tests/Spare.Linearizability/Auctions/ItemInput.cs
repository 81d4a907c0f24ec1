using System.Text.Json.Serialization;

namespace Spare.Linearizability.Auctions;

/// <summary>What a client may ask of an item of the auction site RUBiS, as its forms let it through.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(View), "view")]
[JsonDerivedType(typeof(Bid), "bid")]
[JsonDerivedType(typeof(BuyNow), "buyNow")]
public abstract record ItemInput
{
    private ItemInput()
    {
    }

    /// <summary>ViewItem.</summary>
    public sealed record View : ItemInput
    {
        public override string ToString() => "view";
    }

    /// <summary>StoreBid: so many of it, for so much each.</summary>
    public sealed record Bid(int Quantity, decimal Amount) : ItemInput
    {
        public override string ToString() => $"bid {Amount} for {Quantity}";
    }

    /// <summary>StoreBuyNow.</summary>
    public sealed record BuyNow(int Quantity) : ItemInput
    {
        public override string ToString() => $"buy {Quantity}";
    }
}

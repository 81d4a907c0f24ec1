namespace Rubis.Client.Emulation;

/// <summary>The forms that a user fills in and sends, with values drawn as published.</summary>
internal sealed class WrittenForms(Random random, Memory memory)
{
    private const int HighestPrice = 5000;
    private const int PriceMargin = 1000;
    private const int LongestDuration = 7;
    private const int MostOfAKind = 10;
    private const int LargestIncrement = 10;
    private const int LongestDescription = 8192;
    private const int LongestComment = 2048;
    private const int ItemsWithReserve = 40;
    private const int ItemsToBuyNow = 10;
    private const int UniqueItems = 80;

    private static readonly int[] Ratings = [-5, -3, 0, 3, 5];

    private static readonly string Words = string.Concat(Enumerable.Repeat(
        "Sold as seen, in good order and with all its parts, by somebody who has looked after it for years. ", 90));

    public Target? BuyNow(Target? onItem, Persona persona)
    {
        var maxQty = memory.Page.MaxQty ?? 1;
        return onItem?
            .With("userId", persona.UserId)
            .With("qty", Quantity(maxQty))
            .With("maxQty", maxQty);
    }

    public Target? Bid(Target? onItem, Persona persona)
    {
        var maxQty = memory.Page.MaxQty ?? 1;
        var minBid = memory.Page.MinBid ?? HighestPrice;
        var increment = random.Next(LargestIncrement) + 1;
        return onItem?
            .With("userId", persona.UserId)
            .With("minBid", minBid)
            .With("bid", minBid + increment)
            .With("maxBid", minBid + 2 * increment)
            .With("qty", Quantity(maxQty))
            .With("maxQty", maxQty);
    }

    public Target? Comment(Target? toRecipient, Persona persona) => toRecipient?
        .With("from", persona.UserId)
        .With("rating", Ratings[random.Next(Ratings.Length)])
        .With("comment", Words[..(random.Next(LongestComment) + 1)]);

    public Target Item(int category, Persona persona)
    {
        var price = random.Next(HighestPrice) + 1;
        var reserve = Percent(ItemsWithReserve) ? price + random.Next(PriceMargin) : 0;
        var buyNow = Percent(ItemsToBuyNow) ? Math.Max(price, reserve) + random.Next(PriceMargin) : 0;
        return new Target("RegisterItem")
            .With("name", $"Item of user {persona.UserId}")
            .With("description", Words[..(random.Next(LongestDescription) + 1)])
            .With("initialPrice", price)
            .With("reservePrice", reserve)
            .With("buyNow", buyNow)
            .With("duration", random.Next(LongestDuration) + 1)
            .With("quantity", Percent(UniqueItems) ? 1 : random.Next(MostOfAKind) + 1)
            .With("userId", persona.UserId)
            .With("categoryId", category);
    }

    private int Quantity(int maxQty) => maxQty < 1 ? 1 : random.Next(maxQty) + 1;

    private bool Percent(int chance) => random.Next(100) < chance;
}

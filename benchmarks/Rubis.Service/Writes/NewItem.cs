using Rubis.Service.Html;
using Rubis.Service.Serving;

namespace Rubis.Service.Writes;

/// <summary>An item as its seller described it.</summary>
internal sealed record NewItem
{
    private const int LongestName = 100;
    private const int LongestDescription = 8192;
    private const int LongestDuration = 365;
    private const int LargestQuantity = 1_000_000;

    public required string Name { get; init; }
    public required string Description { get; init; }
    public required decimal InitialPrice { get; init; }
    public required decimal ReservePrice { get; init; }
    public required decimal BuyNow { get; init; }
    public required int Duration { get; init; }
    public required int Quantity { get; init; }
    public required int UserId { get; init; }
    public required int CategoryId { get; init; }

    public static NewItem Read(Input input) => new()
    {
        Name = input.Text("name", LongestName),
        Description = input.OptionalText("description", LongestDescription),
        InitialPrice = input.Amount("initialPrice"),
        ReservePrice = input.OptionalAmount("reservePrice"),
        BuyNow = input.OptionalAmount("buyNow"),
        Duration = input.Number("duration", 1, LongestDuration),
        Quantity = input.Number("quantity", 1, LargestQuantity),
        UserId = input.Id("userId"),
        CategoryId = input.Id("categoryId"),
    };

    /// <summary>What is wrong with the prices, or null.</summary>
    public Page? Refuse()
    {
        if (ReservePrice > 0 && ReservePrice < InitialPrice)
        {
            return Page.Error("The reserve price is below the initial price.");
        }

        return BuyNow > 0 && BuyNow < InitialPrice
            ? Page.Error("The buy now price is below the initial price.")
            : null;
    }
}

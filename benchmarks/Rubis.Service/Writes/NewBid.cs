using System.Globalization;
using Rubis.Service.Html;
using Rubis.Service.Serving;

namespace Rubis.Service.Writes;

/// <summary>A bid as it was sent.</summary>
internal sealed record NewBid
{
    public required int ItemId { get; init; }
    public required int UserId { get; init; }
    public required int Qty { get; init; }
    public required int MaxQty { get; init; }
    public required decimal Amount { get; init; }
    public required decimal Lowest { get; init; }
    public required decimal Most { get; init; }

    public static NewBid Read(Input input) => new()
    {
        ItemId = input.Id("itemId"),
        UserId = input.Id("userId"),
        Qty = input.Number("qty", 1, int.MaxValue),
        MaxQty = input.Number("maxQty", 0, int.MaxValue),
        Amount = input.Amount("bid"),
        Lowest = input.Amount("minBid"),
        Most = input.Amount("maxBid"),
    };

    /// <summary>What is wrong with the bid whatever it is for, or null.</summary>
    public Page? Refuse()
    {
        if (Qty > MaxQty)
        {
            return Page.Error($"You cannot bid for {Qty}: only {MaxQty} are for sale.");
        }

        if (Amount < Lowest)
        {
            return Page.Error($"The lowest bid is {Plain(Lowest)}; you have bid {Plain(Amount)}.");
        }

        return Most < Amount ? Page.Error("The most you would pay is less than your bid.") : null;
    }

    public static string Plain(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}

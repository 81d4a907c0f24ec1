using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>One of the highest bids on an item of which there are several.</summary>
internal sealed record TopBid(int Quantity, decimal Amount)
{
    /// <summary>
    /// What one of the item costs now: with several for sale, the lowest of the highest bids that together take them all.
    /// </summary>
    public static async Task<decimal> PriceAsync(Visit visit, Item item)
    {
        if (item.Quantity <= 1 || item.Bids == 0)
        {
            return item.Price;
        }

        var left = item.Quantity;
        foreach (var bid in await HighestAsync(visit, item))
        {
            left -= bid.Quantity;
            if (left <= 0)
            {
                return bid.Amount;
            }
        }

        return item.InitialPrice;
    }

    private static Task<IReadOnlyList<TopBid>> HighestAsync(Visit visit, Item item) =>
        visit.AllAsync<TopBid>(
            """
            select qty as Quantity, bid as Amount from bids where item_id = @Id
            order by bid desc, id
            limit @most
            """,
            new { item.Id, most = Math.Min(item.Quantity, Visit.ListLimit) });
}

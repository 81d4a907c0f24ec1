using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>An item with its seller's name, whether its auction is running or was moved to the old ones.</summary>
internal sealed record Item
{
    public required int Id { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required decimal InitialPrice { get; init; }
    public required int Quantity { get; init; }
    public required decimal ReservePrice { get; init; }
    public required decimal BuyNow { get; init; }
    public required int Bids { get; init; }
    public required decimal MaxBid { get; init; }
    public required DateTime StartDate { get; init; }
    public required DateTime EndDate { get; init; }
    public required int Seller { get; init; }
    public required string SellerName { get; init; }

    public decimal Price => Bids == 0 ? InitialPrice : MaxBid;

    public static Task<Item?> FindAsync(Visit visit, int id) =>
        visit.OneAsync<Item>(
            """
            select i.id, i.name, i.description, i.initial_price as InitialPrice, i.quantity,
                   i.reserve_price as ReservePrice, i.buy_now as BuyNow, i.nb_of_bids as Bids, i.max_bid as MaxBid,
                   i.start_date as StartDate, i.end_date as EndDate, i.seller, coalesce(u.nickname, '') as SellerName
            from (select * from items where id = @id union all select * from old_items where id = @id) i
                 left join users u on u.id = i.seller
            """,
            new { id });

    public bool HasEnded(DateTime now) => EndDate < now || Quantity == 0;
}

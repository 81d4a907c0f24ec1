using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>An item as search results show it; only auctions that are still running are listed.</summary>
internal sealed record ListedItem
{
    public required int Id { get; init; }
    public required string Name { get; init; }
    public required decimal InitialPrice { get; init; }
    public required decimal MaxBid { get; init; }
    public required int Bids { get; init; }
    public required DateTime EndDate { get; init; }

    public static Task<IReadOnlyList<ListedItem>> InCategoryAsync(Visit visit, int category, Pagination pages) =>
        visit.AllAsync<ListedItem>(
            """
            select id, name, initial_price as InitialPrice, max_bid as MaxBid, nb_of_bids as Bids, end_date as EndDate
            from items
            where category = @category and end_date >= @Now
            order by end_date, id
            limit @Size offset @Skipped
            """,
            new { category, visit.Now, pages.Size, pages.Skipped });

    public static Task<IReadOnlyList<ListedItem>> InRegionAsync(
        Visit visit, int region, int category, Pagination pages) =>
        visit.AllAsync<ListedItem>(
            """
            select i.id, i.name, i.initial_price as InitialPrice, i.max_bid as MaxBid, i.nb_of_bids as Bids,
                   i.end_date as EndDate
            from items i join users u on u.id = i.seller
            where u.region = @region and i.category = @category and i.end_date >= @Now
            order by i.end_date, i.id
            limit @Size offset @Skipped
            """,
            new { region, category, visit.Now, pages.Size, pages.Skipped });
}

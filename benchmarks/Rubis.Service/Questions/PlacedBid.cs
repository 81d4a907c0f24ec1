using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>A bid as an item's history shows it, newest first.</summary>
internal sealed record PlacedBid(int UserId, string Nickname, int Quantity, decimal Amount, DateTime Date)
{
    public static Task<IReadOnlyList<PlacedBid>> OnItemAsync(Visit visit, int item) =>
        visit.AllAsync<PlacedBid>(
            """
            select b.user_id as UserId, coalesce(u.nickname, '') as Nickname, b.qty as Quantity, b.bid as Amount, b.date
            from bids b left join users u on u.id = b.user_id
            where b.item_id = @item
            order by b.date desc, b.id desc
            limit @ListLimit
            """,
            new { item, Visit.ListLimit });
}

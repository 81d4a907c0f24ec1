using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>An item in one of the lists of a user's own page, with the quantity and amount that concern this user.</summary>
internal sealed record OwnItem
{
    /// <summary>How long an ended auction stays on the pages of those it concerns.</summary>
    private const int DaysKept = 30;

    public required int Id { get; init; }
    public required string Name { get; init; }
    public required int Quantity { get; init; }
    public required decimal Amount { get; init; }
    public required decimal Price { get; init; }
    public required DateTime EndDate { get; init; }
    public required int Seller { get; init; }
    public required string SellerName { get; init; }

    /// <summary>Running auctions that the user has bid in; the amount is the most that the user would pay.</summary>
    public static Task<IReadOnlyList<OwnItem>> BidOnAsync(Visit visit, int user) =>
        AskAsync(visit, user, """
            select i.id, i.name, b.qty as Quantity, b.amount, i.max_bid as Price, i.end_date as EndDate, i.seller,
                   coalesce(u.nickname, '') as SellerName
            from (select item_id, max(qty) as qty, max(max_bid) as amount from bids where user_id = @user group by item_id) b
                 join items i on i.id = b.item_id left join users u on u.id = i.seller
            where i.end_date >= @Now
            order by i.end_date, i.id
            limit @ListLimit
            """);

    /// <summary>Auctions that ended lately in which the user holds the highest bid.</summary>
    public static Task<IReadOnlyList<OwnItem>> WonAsync(Visit visit, int user) =>
        AskAsync(visit, user, """
            select i.id, i.name, b.qty as Quantity, b.amount, i.max_bid as Price, i.end_date as EndDate, i.seller,
                   coalesce(u.nickname, '') as SellerName
            from (select item_id, max(qty) as qty, max(bid) as amount from bids where user_id = @user group by item_id) b
                 join (select id, name, max_bid, end_date, seller from items
                       union all select id, name, max_bid, end_date, seller from old_items) i on i.id = b.item_id
                 left join users u on u.id = i.seller
            where i.end_date < @Now and i.end_date >= @since and b.amount = i.max_bid
            order by i.end_date desc, i.id
            limit @ListLimit
            """);

    public static Task<IReadOnlyList<OwnItem>> BoughtAsync(Visit visit, int user) =>
        AskAsync(visit, user, """
            select i.id, i.name, n.qty as Quantity, i.buy_now as Amount, i.buy_now as Price, n.date as EndDate, i.seller,
                   coalesce(u.nickname, '') as SellerName
            from buy_now n
                 join (select id, name, buy_now, seller from items
                       union all select id, name, buy_now, seller from old_items) i on i.id = n.item_id
                 left join users u on u.id = i.seller
            where n.buyer_id = @user and n.date >= @since
            order by n.date desc, n.id desc
            limit @ListLimit
            """);

    public static Task<IReadOnlyList<OwnItem>> OnSaleAsync(Visit visit, int user) =>
        AskAsync(visit, user, """
            select i.id, i.name, i.quantity, i.initial_price as Amount, i.max_bid as Price, i.end_date as EndDate, i.seller,
                   coalesce(u.nickname, '') as SellerName
            from items i left join users u on u.id = i.seller
            where i.seller = @user and i.end_date >= @Now
            order by i.end_date, i.id
            limit @ListLimit
            """);

    public static Task<IReadOnlyList<OwnItem>> SoldAsync(Visit visit, int user) =>
        AskAsync(visit, user, """
            select i.id, i.name, i.quantity, i.initial_price as Amount, i.max_bid as Price, i.end_date as EndDate, i.seller,
                   coalesce(u.nickname, '') as SellerName
            from (select id, name, quantity, initial_price, max_bid, end_date, seller from items
                  union all
                  select id, name, quantity, initial_price, max_bid, end_date, seller from old_items) i
                 left join users u on u.id = i.seller
            where i.seller = @user and i.end_date < @Now and i.end_date >= @since
            order by i.end_date desc, i.id
            limit @ListLimit
            """);

    private static Task<IReadOnlyList<OwnItem>> AskAsync(Visit visit, int user, string sql) =>
        visit.AllAsync<OwnItem>(sql, new { user, visit.Now, since = visit.Now.AddDays(-DaysKept), Visit.ListLimit });
}

using Rubis.Service.Html;
using Rubis.Service.Serving;

namespace Rubis.Service.Writes;

/// <summary>
/// Adds a bid and what is cached of it on its item. A bid is measured against the lowest one that its page named, not
/// against bids that came since: with several for sale lower bids may win too.
/// </summary>
internal static class StoreBid
{
    public static async ValueTask<Page> StoreAsync(Visit visit)
    {
        var bid = NewBid.Read(visit.Input);
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        if (bid.Refuse() is { } wrong)
        {
            return wrong;
        }

        await using var change = await visit.BeginAsync();
        if (await LockedItem.TakeAsync(change, bid.ItemId, bid.UserId) is not { } item)
        {
            return Page.Error($"There is no item {bid.ItemId} for sale.");
        }

        if (item.Refuse(bid.Qty, visit.Now) is { } refusal)
        {
            return refusal;
        }

        if (bid.Amount < item.InitialPrice)
        {
            return Page.Error($"The first bid on this item is not below {NewBid.Plain(item.InitialPrice)}.");
        }

        await change.ExecuteAsync(
            """
            insert into bids (user_id, item_id, qty, bid, max_bid, date)
            values (@UserId, @ItemId, @Qty, @Amount, @Most, @Now)
            """,
            new { bid.UserId, bid.ItemId, bid.Qty, bid.Amount, bid.Most, visit.Now });
        await change.ExecuteAsync(
            "update items set nb_of_bids = nb_of_bids + 1, max_bid = greatest(max_bid, @Amount) where id = @ItemId",
            new { bid.Amount, bid.ItemId });
        await change.CommitAsync();

        var page = Page.Titled("Your bid is stored");
        page.Html.Write($"""
            <p>You have bid {bid.Amount} on <a href="/rubis/ViewItem?itemId={bid.ItemId}">{item.Name}</a>.</p>

            """);
        return page;
    }
}

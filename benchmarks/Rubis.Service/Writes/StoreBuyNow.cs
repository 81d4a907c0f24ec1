using Rubis.Service.Html;
using Rubis.Service.Serving;

namespace Rubis.Service.Writes;

/// <summary>
/// Sells some of an item at once; the last one ends the auction. As in the original, an item without a buy-now price is not
/// refused: the published transition table buys any item.
/// </summary>
internal static class StoreBuyNow
{
    public static async ValueTask<Page> StoreAsync(Visit visit)
    {
        var itemId = visit.Input.Id("itemId");
        var userId = visit.Input.Id("userId");
        var qty = visit.Input.Number("qty", 1, int.MaxValue);
        var maxQty = visit.Input.Number("maxQty", 0, int.MaxValue);
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        if (qty > maxQty)
        {
            return Page.Error($"You cannot buy {qty}: only {maxQty} are for sale.");
        }

        await using var change = await visit.BeginAsync();
        if (await LockedItem.TakeAsync(change, itemId, userId) is not { } item)
        {
            return Page.Error($"There is no item {itemId} for sale.");
        }

        if (item.Refuse(qty, visit.Now) is { } refusal)
        {
            return refusal;
        }

        await change.ExecuteAsync(
            """
            update items set quantity = quantity - @qty,
                             end_date = case when quantity = @qty then @Now else end_date end
            where id = @itemId
            """,
            new { itemId, qty, visit.Now });
        await change.ExecuteAsync(
            "insert into buy_now (buyer_id, item_id, qty, date) values (@userId, @itemId, @qty, @Now)",
            new { userId, itemId, qty, visit.Now });
        await change.CommitAsync();

        var page = Page.Titled("You have bought it");
        page.Html.Write($"""
            <p>You have bought {qty} of <a href="/rubis/ViewItem?itemId={itemId}">{item.Name}</a>.</p>

            """);
        return page;
    }
}

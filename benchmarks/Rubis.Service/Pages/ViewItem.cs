using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>Everything about one item.</summary>
internal static class ViewItem
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var itemId = visit.Input.Id("itemId");
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        if (await Item.FindAsync(visit, itemId) is not { } item)
        {
            return Page.Sorry($"there is no item {itemId}.");
        }

        var page = Page.Titled(item.Name);
        var price = await TopBid.PriceAsync(visit, item);
        Describe(page.Html, item, price);
        Offer(page.Html, item, visit.Now);
        page.Html.Write($"<h2>Description</h2>\n<p class=\"description\">{item.Description}</p>\n");
        return page;
    }

    /// <summary>The facts about an item that the pages to buy, bid and comment show too.</summary>
    public static void Describe(HtmlWriter html, Item item, decimal price)
    {
        var reserve = item.ReservePrice == 0m ? "none" : price >= item.ReservePrice ? "has been met" : "has not been met";
        html.Write($"""
            <dl>
            <dt>Price now</dt><dd>{price}</dd>
            <dt>First bid</dt><dd>{item.InitialPrice}</dd>
            <dt>Reserve price</dt><dd>{reserve}</dd>
            <dt>Quantity</dt><dd>{item.Quantity}</dd>
            <dt>Bids</dt><dd>{item.Bids} (<a href="/rubis/ViewBidHistory?itemId={item.Id}">bid history</a>)</dd>
            <dt>Seller</dt><dd><a href="/rubis/ViewUserInfo?userId={item.Seller}">{item.SellerName}</a>
            (<a href="/rubis/PutCommentAuth?to={item.Seller}&amp;itemId={item.Id}">leave a comment</a>)</dd>
            <dt>Started</dt><dd>{item.StartDate}</dd>
            <dt>Ends</dt><dd>{item.EndDate}</dd>
            </dl>

            """);
    }

    private static void Offer(HtmlWriter html, Item item, DateTime now)
    {
        if (item.HasEnded(now))
        {
            html.Markup("<p>This auction has ended.</p>\n");
            return;
        }

        html.Write($"<p><a href=\"/rubis/PutBidAuth?itemId={item.Id}\">Bid on this item</a></p>\n");
        if (item.BuyNow > 0)
        {
            html.Write($"<p><a href=\"/rubis/BuyNowAuth?itemId={item.Id}\">Buy it now</a> for {item.BuyNow}.</p>\n");
        }
    }
}

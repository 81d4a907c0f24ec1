using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>The bids on one item, newest first.</summary>
internal static class ViewBidHistory
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

        var page = Page.Titled($"Bids on {item.Name}");
        page.Html.Write($"<p><a href=\"/rubis/ViewItem?itemId={itemId}\">Back to the item</a></p>\n");
        List(page.Html, await PlacedBid.OnItemAsync(visit, itemId));
        return page;
    }

    private static void List(HtmlWriter html, IReadOnlyList<PlacedBid> bids)
    {
        if (bids.Count == 0)
        {
            html.Markup("<p>Nobody has bid on this item yet.</p>\n");
            return;
        }

        html.Markup("""
            <table>
            <thead><tr><th>User</th><th class="number">Bid</th><th class="number">Quantity</th><th>Date</th></tr></thead>
            <tbody>

            """);
        foreach (var bid in bids)
        {
            html.Write($"""
                <tr><td><a href="/rubis/ViewUserInfo?userId={bid.UserId}">{bid.Nickname}</a></td>
                <td class="number">{bid.Amount}</td><td class="number">{bid.Quantity}</td><td>{bid.Date}</td></tr>

                """);
        }

        html.Markup("</tbody>\n</table>\n");
    }
}

using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>All that concerns one user: bids, purchases, items for sale and sold, comments.</summary>
internal static class AboutMe
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var credentials = Credentials.Read(visit.Input);
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        if (await User.LoginAsync(visit, credentials) is not { } id || await User.FindAsync(visit, id) is not { } user)
        {
            return Page.Error(Credentials.Refusal);
        }

        var page = Page.Titled($"About me: {user.Nickname}");
        ViewUser.Describe(page.Html, user);
        List(page.Html, "Auctions you are bidding in", "Your limit", await OwnItem.BidOnAsync(visit, id));
        List(page.Html, "Auctions you won in the last 30 days", "Your bid", await OwnItem.WonAsync(visit, id));
        List(page.Html, "What you bought at once in the last 30 days", "Price", await OwnItem.BoughtAsync(visit, id));
        List(page.Html, "What you have for sale", "First bid", await OwnItem.OnSaleAsync(visit, id));
        List(page.Html, "What you sold in the last 30 days", "First bid", await OwnItem.SoldAsync(visit, id));
        ViewUser.List(page.Html, await ReceivedComment.ToUserAsync(visit, id));
        return page;
    }

    private static void List(HtmlWriter html, string title, string amount, IReadOnlyList<OwnItem> items)
    {
        html.Write($"<h2>{title}</h2>\n");
        if (items.Count == 0)
        {
            html.Markup("<p>None.</p>\n");
            return;
        }

        html.Write($"""
            <table>
            <thead><tr><th>Item</th><th class="number">Quantity</th><th class="number">{amount}</th>
            <th class="number">Highest bid</th><th>Date</th><th>Seller</th></tr></thead>
            <tbody>

            """);
        foreach (var item in items)
        {
            html.Write($"""
                <tr><td><a href="/rubis/ViewItem?itemId={item.Id}">{item.Name}</a></td>
                <td class="number">{item.Quantity}</td><td class="number">{item.Amount}</td>
                <td class="number">{item.Price}</td><td>{item.EndDate}</td>
                <td><a href="/rubis/ViewUserInfo?userId={item.Seller}">{item.SellerName}</a></td></tr>

                """);
        }

        html.Markup("</tbody>\n</table>\n");
    }
}

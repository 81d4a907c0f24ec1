using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>The running auctions of a category, of all regions or of one, a page at a time, soonest end first.</summary>
internal static class SearchItems
{
    private const int LongestName = 50;

    public static async ValueTask<Page> ByCategoryAsync(Visit visit)
    {
        var category = visit.Input.Id("category");
        var name = visit.Input.OptionalText("categoryName", LongestName);
        var pages = Pagination.Read(visit.Input);
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        var items = await ListedItem.InCategoryAsync(visit, category, pages);
        return Show(items, name, pages, (html, number) =>
        {
            html.Write($"/rubis/SearchItemsByCategory?category={category}&amp;categoryName={new UrlText(name)}");
            html.Write($"&amp;page={number}&amp;nbOfItems={pages.Size}");
        });
    }

    public static async ValueTask<Page> ByRegionAsync(Visit visit)
    {
        var region = visit.Input.Id("region");
        var category = visit.Input.Id("category");
        var name = visit.Input.OptionalText("categoryName", LongestName);
        var pages = Pagination.Read(visit.Input);
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        var items = await ListedItem.InRegionAsync(visit, region, category, pages);
        return Show(items, name, pages, (html, number) =>
        {
            html.Write($"/rubis/SearchItemsByRegion?region={region}&amp;category={category}");
            html.Write($"&amp;categoryName={new UrlText(name)}&amp;page={number}&amp;nbOfItems={pages.Size}");
        });
    }

    private static Page Show(
        IReadOnlyList<ListedItem> items, string name, Pagination pages, Action<HtmlWriter, int> address)
    {
        if (items.Count == 0)
        {
            return Page.Sorry(pages.Page == 0
                ? $"there are no items for sale in this category. {name}"
                : $"there are no more items in this category. {name}");
        }

        var page = Page.Titled($"Items in category {name}");
        page.Html.Markup("""
            <table>
            <thead><tr><th>Item</th><th class="number">Price</th><th class="number">Bids</th><th>Ends</th><th></th></tr>
            </thead>
            <tbody>

            """);
        foreach (var item in items)
        {
            page.Html.Write($"""
                <tr><td><a href="/rubis/ViewItem?itemId={item.Id}">{item.Name}</a></td>
                <td class="number">{decimal.Max(item.MaxBid, item.InitialPrice)}</td><td class="number">{item.Bids}</td>
                <td>{item.EndDate}</td><td><a href="/rubis/PutBidAuth?itemId={item.Id}">Bid</a></td></tr>

                """);
        }

        page.Html.Markup("</tbody>\n</table>\n");
        TurnPages(page.Html, items.Count, pages, address);
        return page;
    }

    private static void TurnPages(HtmlWriter html, int shown, Pagination pages, Action<HtmlWriter, int> address)
    {
        html.Markup("<p class=\"pages\">\n<span>");
        if (pages.Page > 0)
        {
            html.Markup("<a href=\"");
            address(html, pages.Page - 1);
            html.Markup("\">Previous page</a>");
        }

        html.Markup("</span>\n<span>");
        if (shown == pages.Size)
        {
            html.Markup("<a href=\"");
            address(html, pages.Page + 1);
            html.Markup("\">Next page</a>");
        }

        html.Markup("</span>\n</p>\n");
    }
}

using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>All categories: to browse, to browse within a region, or, after a login, to sell in.</summary>
internal static class BrowseCategories
{
    private const int LongestRegion = 25;

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        if (visit.Input.Has("nickname") || visit.Input.Has("password"))
        {
            return await ToSellAsync(visit);
        }

        return visit.Input.Has("region") ? await InRegionAsync(visit) : await EverywhereAsync(visit);
    }

    private static async Task<Page> EverywhereAsync(Visit visit) =>
        List("Categories", await Category.AllAsync(visit), (html, category) =>
        {
            html.Write($"""<li><a href="/rubis/SearchItemsByCategory?category={category.Id}""");
            WriteRest(html, category);
        });

    private static async Task<Page> InRegionAsync(Visit visit)
    {
        var name = visit.Input.Text("region", LongestRegion);
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        var region = await Region.NamedAsync(visit, name);
        if (region is null)
        {
            return Page.Sorry($"there is no region called {name}.");
        }

        return List($"Categories in {region.Name}", await Category.AllAsync(visit), (html, category) =>
        {
            html.Write($"""<li><a href="/rubis/SearchItemsByRegion?region={region.Id}&amp;category={category.Id}""");
            WriteRest(html, category);
        });
    }

    private static void WriteRest(HtmlWriter html, Category category)
    {
        html.Write($"&amp;categoryName={new UrlText(category.Name)}&amp;page=0");
        html.Write($"""
            &amp;nbOfItems={Pagination.DefaultSize}">{category.Name}</a></li>

            """);
    }

    private static async Task<Page> ToSellAsync(Visit visit)
    {
        var credentials = Credentials.Read(visit.Input);
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        if (await User.LoginAsync(visit, credentials) is not { } user)
        {
            return Page.Error(Credentials.Refusal);
        }

        return List("Sell in which category?", await Category.AllAsync(visit), (html, category) => html.Write($"""
            <li><a href="/rubis/SellItemForm?category={category.Id}&amp;user={user}">{category.Name}</a></li>

            """));
    }

    private static Page List(string title, IReadOnlyList<Category> categories, Action<HtmlWriter, Category> line)
    {
        if (categories.Count == 0)
        {
            return Page.Sorry("there are no categories yet.");
        }

        var page = Page.Titled(title);
        page.Html.Markup("<ul>\n");
        foreach (var category in categories)
        {
            line(page.Html, category);
        }

        page.Html.Markup("</ul>\n");
        return page;
    }
}

using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>All regions.</summary>
internal static class BrowseRegions
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var regions = await Region.AllAsync(visit);
        if (regions.Count == 0)
        {
            return Page.Sorry("there are no regions yet.");
        }

        var page = Page.Titled("Regions");
        page.Html.Markup("<ul>\n");
        foreach (var region in regions)
        {
            page.Html.Write($"""
                <li><a href="/rubis/BrowseCategories?region={new UrlText(region.Name)}">{region.Name}</a></li>

                """);
        }

        page.Html.Markup("</ul>\n");
        return page;
    }
}

using Rubis.Service.Html;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>Asks how many of an item somebody wants to buy at once.</summary>
internal static class BuyNow
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var begun = await ItemVisit.BeginAsync(visit);
        if (begun.Item is not { } item)
        {
            return begun.Refusal ?? Page.Error("There is no such item.");
        }

        if (item.HasEnded(visit.Now))
        {
            return Page.Sorry("this auction has ended.");
        }

        var page = Page.Titled($"Buy {item.Name} now");
        ViewItem.Describe(page.Html, item, item.Price);
        page.Html.Write($"""
            <form action="/rubis/StoreBuyNow" method="post">
            <input type=hidden name=itemId value={item.Id}>
            <input type=hidden name=userId value={begun.User}>
            <input type=hidden name=maxQty value={item.Quantity}>
            <p>The price of one is {item.BuyNow}.</p>
            <p><label for="qty">Quantity</label> <input id="qty" name="qty" value="1" required></p>
            <p><input type="submit" value="Buy now"></p>
            </form>

            """);
        return page;
    }
}

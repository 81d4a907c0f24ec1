using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>Asks how much somebody bids on an item.</summary>
internal static class PutBid
{
    /// <summary>A bid is at least this much higher than the price.</summary>
    private const decimal Increment = 1m;

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

        var price = await TopBid.PriceAsync(visit, item);
        var page = Page.Titled($"Bid on {item.Name}");
        ViewItem.Describe(page.Html, item, price);
        page.Html.Write($"""
            <form action="/rubis/StoreBid" method="post">
            <input type=hidden name=itemId value={item.Id}>
            <input type=hidden name=userId value={begun.User}>
            <input type=hidden name=minBid value={price + Increment}>
            <input type=hidden name=maxQty value={item.Quantity}>
            <p>The lowest bid is {price + Increment}.</p>
            <p><label for="bid">Your bid</label> <input id="bid" name="bid" required></p>
            <p><label for="maxBid">The most you would pay</label> <input id="maxBid" name="maxBid" required></p>
            <p><label for="qty">Quantity</label> <input id="qty" name="qty" value="1" required></p>
            <p><input type="submit" value="Bid now"></p>
            </form>

            """);
        return page;
    }
}

using Rubis.Service.Html;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>Asks for all that describes an item to be sold.</summary>
internal static class SellItemForm
{
    public static Page Show(Visit visit)
    {
        var user = visit.Input.Id("user");
        var category = visit.Input.Id("category");
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        var page = Page.Titled("Sell your item");
        page.Html.Write($"""
            <form action="/rubis/RegisterItem" method="post">
            <input type=hidden name=userId value={user}>
            <input type=hidden name=categoryId value={category}>

            """);
        page.Html.Markup("""
            <p><label for="name">Name</label> <input id="name" name="name" maxlength="100" size="60" required></p>
            <p><label for="description">Description</label><br>
            <textarea id="description" name="description" rows="8" cols="72" maxlength="8192"></textarea></p>
            <p><label for="initialPrice">Initial price</label> <input id="initialPrice" name="initialPrice" required></p>
            <p><label for="reservePrice">Reserve price</label> <input id="reservePrice" name="reservePrice" value="0"></p>
            <p><label for="buyNow">Buy now price</label> <input id="buyNow" name="buyNow" value="0"></p>
            <p><label for="duration">Duration in days</label> <input id="duration" name="duration" value="7"></p>
            <p><label for="quantity">Quantity</label> <input id="quantity" name="quantity" value="1"></p>
            <p><input type="submit" value="Register item"></p>
            </form>

            """);
        return page;
    }
}

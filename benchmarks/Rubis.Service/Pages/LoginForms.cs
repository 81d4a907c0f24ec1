using Rubis.Service.Html;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>The forms that ask who somebody is before they buy, bid or comment.</summary>
internal static class LoginForms
{
    public static Page BuyNow(Visit visit) => Ask(visit, "Buy now", "BuyNow");

    public static Page PutBid(Visit visit) => Ask(visit, "Bid", "PutBid");

    public static Page PutComment(Visit visit)
    {
        var to = visit.Input.Id("to");
        return Ask(visit, "Comment", "PutComment", html => html.Write($"<input type=hidden name=to value={to}>\n"));
    }

    private static Page Ask(Visit visit, string title, string action, Action<HtmlWriter>? further = null)
    {
        var itemId = visit.Input.Id("itemId");
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        var page = Page.Titled(title);
        page.Html.Write($"""
            <p>Log in to go on.</p>
            <form action="/rubis/{action}" method="post">
            <input type=hidden name=itemId value={itemId}>

            """);
        further?.Invoke(page.Html);
        page.Html.Markup("""
            <p><label for="nickname">Nickname</label> <input id="nickname" name="nickname" maxlength="20" required></p>
            <p><label for="password">Password</label>
            <input id="password" name="password" type="password" maxlength="20" required></p>
            <p><input type="submit" value="Log in"></p>
            </form>

            """);
        return page;
    }
}

using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>Asks what somebody thinks of another user.</summary>
internal static class PutComment
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var to = visit.Input.Id("to");
        var begun = await ItemVisit.BeginAsync(visit);
        if (begun.Item is not { } item)
        {
            return begun.Refusal ?? Page.Error("There is no such item.");
        }

        if (await User.FindAsync(visit, to) is not { } recipient)
        {
            return Page.Sorry($"there is no user {to}.");
        }

        var page = Page.Titled($"Comment on {recipient.Nickname}");
        page.Html.Write($"""
            <p>About the item <a href="/rubis/ViewItem?itemId={item.Id}">{item.Name}</a>.</p>
            <form action="/rubis/StoreComment" method="post">
            <input type=hidden name=itemId value={item.Id}>
            <input type=hidden name=to value={to}>
            <input type=hidden name=from value={begun.User}>

            """);
        page.Html.Markup("""
            <p><label for="rating">Rating</label> <select id="rating" name="rating">
            <option value="5">Excellent</option><option value="3">Good</option><option value="0" selected>Neutral</option>
            <option value="-3">Poor</option><option value="-5">Bad</option></select></p>
            <p><label for="comment">Comment</label><br>
            <textarea id="comment" name="comment" rows="8" cols="72" maxlength="2048" required></textarea></p>
            <p><input type="submit" value="Send the comment"></p>
            </form>

            """);
        return page;
    }
}

using Rubis.Service.Html;
using Rubis.Service.Serving;

namespace Rubis.Service.Writes;

/// <summary>Adds a comment about a user and its rating to theirs.</summary>
internal static class StoreComment
{
    private const int BestRating = 5;
    private const int LongestComment = 2048;

    public static async ValueTask<Page> StoreAsync(Visit visit)
    {
        var itemId = visit.Input.Id("itemId");
        var to = visit.Input.Id("to");
        var from = visit.Input.Id("from");
        var rating = visit.Input.Number("rating", -BestRating, BestRating);
        var comment = visit.Input.Text("comment", LongestComment);
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        await using var change = await visit.BeginAsync();
        if (!await change.OneAsync<bool>(
            """
            select exists (select 1 from users where id = @to) and exists (select 1 from users where id = @from)
               and (exists (select 1 from items where id = @itemId) or exists (select 1 from old_items where id = @itemId))
            """,
            new { to, from, itemId }))
        {
            return Page.Error("There is no such user or no such item.");
        }

        await change.ExecuteAsync(
            """
            insert into comments (from_user_id, to_user_id, item_id, rating, date, comment)
            values (@from, @to, @itemId, @rating, @Now, @comment)
            """,
            new { from, to, itemId, rating, visit.Now, comment });
        await change.ExecuteAsync("update users set rating = rating + @rating where id = @to", new { rating, to });
        await change.CommitAsync();

        var page = Page.Titled("Your comment is stored");
        page.Html.Write($"""
            <p>Thank you. Read what <a href="/rubis/ViewUserInfo?userId={to}">others wrote</a>.</p>

            """);
        return page;
    }
}

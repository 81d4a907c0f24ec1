using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>A user and what others wrote about them.</summary>
internal static class ViewUser
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var userId = visit.Input.Id("userId");
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        if (await User.FindAsync(visit, userId) is not { } user)
        {
            return Page.Sorry($"there is no user {userId}.");
        }

        var page = Page.Titled($"About {user.Nickname}");
        Describe(page.Html, user);
        List(page.Html, await ReceivedComment.ToUserAsync(visit, userId));
        return page;
    }

    public static void Describe(HtmlWriter html, User user) => html.Write($"""
        <dl>
        <dt>Name</dt><dd>{user.FirstName} {user.LastName}</dd>
        <dt>Nickname</dt><dd>{user.Nickname}</dd>
        <dt>E-mail address</dt><dd>{user.Email}</dd>
        <dt>Region</dt><dd>{user.Region}</dd>
        <dt>Member since</dt><dd>{user.CreationDate}</dd>
        <dt>Rating</dt><dd>{user.Rating}</dd>
        </dl>

        """);

    public static void List(HtmlWriter html, IReadOnlyList<ReceivedComment> comments)
    {
        html.Markup("<h2>Comments</h2>\n");
        if (comments.Count == 0)
        {
            html.Markup("<p>Nobody has written a comment about this user yet.</p>\n");
            return;
        }

        html.Markup("<dl>\n");
        foreach (var comment in comments)
        {
            html.Write($"""
                <dt><a href="/rubis/ViewUserInfo?userId={comment.AuthorId}">{comment.Author}</a> on {comment.Date}</dt>
                <dd class="comment">({comment.Rating}) {comment.Comment}</dd>

                """);
        }

        html.Markup("</dl>\n");
    }
}

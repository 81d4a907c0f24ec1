using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>What somebody wrote about a user, newest first.</summary>
internal sealed record ReceivedComment(int AuthorId, string Author, int Rating, DateTime Date, string Comment)
{
    public static Task<IReadOnlyList<ReceivedComment>> ToUserAsync(Visit visit, int user) =>
        visit.AllAsync<ReceivedComment>(
            """
            select c.from_user_id as AuthorId, coalesce(u.nickname, '') as Author, c.rating, c.date, c.comment
            from comments c left join users u on u.id = c.from_user_id
            where c.to_user_id = @user
            order by c.date desc, c.id desc
            limit @ListLimit
            """,
            new { user, Visit.ListLimit });
}

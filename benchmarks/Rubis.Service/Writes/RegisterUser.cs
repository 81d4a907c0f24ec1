using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Writes;

/// <summary>Adds a user whose nickname nobody has yet.</summary>
internal static class RegisterUser
{
    private const int LongestName = 20;
    private const int LongestEmail = 50;
    private const int LongestRegion = 25;

    public static async ValueTask<Page> StoreAsync(Visit visit)
    {
        var input = visit.Input;
        var firstname = input.Text("firstname", LongestName);
        var lastname = input.Text("lastname", LongestName);
        var credentials = Credentials.Read(input);
        var email = input.Text("email", LongestEmail);
        var regionName = input.Text("region", LongestRegion);
        if (input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        if (await Region.NamedAsync(visit, regionName) is not { } region)
        {
            return Page.Error($"There is no region called {regionName}.");
        }

        // Asked first although the index would refuse a second one: a refused row still takes a number.
        await using var change = await visit.BeginAsync();
        if (await change.OneAsync<bool>(
            "select exists (select 1 from users where nickname = @Nickname)", new { credentials.Nickname }))
        {
            return Page.Error($"The nickname {credentials.Nickname} is taken. Choose another one.");
        }

        var id = await change.OneAsync<int>(
            """
            insert into users (firstname, lastname, nickname, password, email, rating, balance, creation_date, region)
            values (@firstname, @lastname, @Nickname, @Password, @email, 0, 0, @Now, @Id)
            returning id
            """,
            new { firstname, lastname, credentials.Nickname, credentials.Password, email, visit.Now, region.Id });
        await change.CommitAsync();

        var page = Page.Titled("You are registered");
        page.Html.Write($"""
            <dl>
            <dt>Name</dt><dd>{firstname} {lastname}</dd>
            <dt>Nickname</dt><dd><a href="/rubis/ViewUserInfo?userId={id}">{credentials.Nickname}</a></dd>
            <dt>E-mail address</dt><dd>{email}</dd>
            <dt>Region</dt><dd>{region.Name}</dd>
            <dt>Member since</dt><dd>{visit.Now}</dd>
            </dl>

            """);
        return page;
    }
}

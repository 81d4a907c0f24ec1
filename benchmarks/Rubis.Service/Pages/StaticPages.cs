using Rubis.Service.Html;
using Rubis.Service.Loading;

namespace Rubis.Service.Pages;

/// <summary>The five pages that are the same for everybody, made once.</summary>
internal static class StaticPages
{
    public static Page Home { get; } = Make("Welcome to RUBiS", """
        <p>RUBiS is an auction site. Look around, bid, buy at once, sell, and say what you think of the others.</p>
        <ul>
        <li><a href="/rubis/browse.html">Browse</a> what is for sale, by category or by region.</li>
        <li><a href="/rubis/register.html">Register</a> to bid and to sell.</li>
        <li><a href="/rubis/sell.html">Sell</a> something of your own.</li>
        <li><a href="/rubis/about_me.html">About me</a>: your bids, your items, what others say about you.</li>
        </ul>

        """);

    public static Page Browse { get; } = Make("Browse", """
        <ul>
        <li><a href="/rubis/BrowseCategories">Browse all items in a category</a></li>
        <li><a href="/rubis/BrowseRegions">Browse all items in a region</a></li>
        </ul>

        """);

    public static Page Register { get; } = MakeRegister();

    public static Page Sell { get; } = Make("Sell an item", """
        <p>Log in and choose the category of what you want to sell.</p>
        <form action="/rubis/BrowseCategories" method="post">
        <p><label for="nickname">Nickname</label> <input id="nickname" name="nickname" maxlength="20" required></p>
        <p><label for="password">Password</label>
        <input id="password" name="password" type="password" maxlength="20" required></p>
        <p><input type="submit" value="Log in"></p>
        </form>

        """);

    public static Page AboutMe { get; } = Make("About me", """
        <p>Log in to see your bids, your items and your comments.</p>
        <form action="/rubis/AboutMe" method="post">
        <p><label for="nickname">Nickname</label> <input id="nickname" name="nickname" maxlength="20" required></p>
        <p><label for="password">Password</label>
        <input id="password" name="password" type="password" maxlength="20" required></p>
        <p><input type="submit" value="Log in"></p>
        </form>

        """);

    private static Page MakeRegister()
    {
        var page = Make("Register", """
            <form action="/rubis/RegisterUser" method="post">
            <p><label for="firstname">First name</label> <input id="firstname" name="firstname" maxlength="20" required></p>
            <p><label for="lastname">Last name</label> <input id="lastname" name="lastname" maxlength="20" required></p>
            <p><label for="nickname">Nickname</label> <input id="nickname" name="nickname" maxlength="20" required></p>
            <p><label for="email">E-mail address</label> <input id="email" name="email" maxlength="50" required></p>
            <p><label for="password">Password</label>
            <input id="password" name="password" type="password" maxlength="20" required></p>
            <p><label for="region">Region</label> <select id="region" name="region">

            """);
        foreach (var region in PublishedText.Lines("regions.txt"))
        {
            page.Html.Write($"<option>{region}</option>\n");
        }

        page.Html.Markup("""
            </select></p>
            <p><input type="submit" value="Register now"></p>
            </form>

            """);
        return page;
    }

    private static Page Make(string title, string body)
    {
        var page = Page.Titled(title);
        page.Html.Markup(body);
        return page;
    }
}

namespace Rubis.Service.Html;

/// <summary>One page of the site: heading and navigation at the top, then whatever its maker writes.</summary>
internal sealed class Page
{
    private static readonly byte[] Footer = """
        </main>
        <footer>RUBiS, the Rice University Bidding System: an auction site for measurements.</footer>
        </body>
        </html>

        """u8.ToArray();

    private Page(string title, int status)
    {
        Status = status;
        Html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>RUBiS: {title}</title>
            <link rel="stylesheet" href="/rubis/style.css">
            <link rel="icon" href="/rubis/images/logo.svg">
            </head>
            <body>
            <header>
            <IMG SRC="/rubis/images/logo.svg" alt="RUBiS" width="160" height="48">
            <nav>
            <a href="/rubis/index.html"><IMG SRC="/rubis/images/home.svg" alt="" width="16" height="16"> Home</a>
            <a href="/rubis/register.html"><IMG SRC="/rubis/images/register.svg" alt="" width="16" height="16"> Register</a>
            <a href="/rubis/browse.html"><IMG SRC="/rubis/images/browse.svg" alt="" width="16" height="16"> Browse</a>
            <a href="/rubis/sell.html"><IMG SRC="/rubis/images/sell.svg" alt="" width="16" height="16"> Sell</a>
            <a href="/rubis/about_me.html"><IMG SRC="/rubis/images/about.svg" alt="" width="16" height="16"> About me</a>
            </nav>
            </header>
            <main>
            <h1>{title}</h1>

            """);
    }

    public int Status { get; }

    public HtmlWriter Html { get; } = new();

    public ReadOnlyMemory<byte> Top => Html.Written;

    public static ReadOnlyMemory<byte> Bottom => Footer;

    public static Page Titled(string title) => new(title, 200);

    /// <summary>
    /// The request was understood but cannot be granted as things are. Emulators look for the word and go back one page.
    /// </summary>
    public static Page Sorry(string reason)
    {
        var page = new Page("Sorry", 200);
        page.Html.Write($"<p>Sorry, {reason}</p>\n");
        return page;
    }

    /// <summary>
    /// The request asks for something wrong (an unknown login, a taken nickname). Emulators look for the word, count an
    /// error and start again from the home page; they take a status of 400 or more for a lost connection and repeat it.
    /// </summary>
    public static Page Error(string reason, int status = 200)
    {
        var page = new Page("Error", status);
        page.Html.Write($"<p><strong>ERROR</strong>: {reason}</p>\n");
        return page;
    }
}

using System.Text;

namespace Spare.EndToEnd.Tests.Auction.Replay;

/// <summary>One request to the auction site: by GET, or by POST with what follows the question mark as a form.</summary>
internal sealed record AuctionRequest(HttpMethod Method, string Target)
{
    public HttpRequestMessage ToMessage(Uri site)
    {
        if (Method != HttpMethod.Post)
        {
            return new HttpRequestMessage(Method, new Uri(site, Target));
        }

        var parts = Target.Split('?', 2);
        return new HttpRequestMessage(Method, new Uri(site, parts[0]))
        {
            Content = new StringContent(
                parts.ElementAtOrDefault(1) ?? "", Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
    }
}

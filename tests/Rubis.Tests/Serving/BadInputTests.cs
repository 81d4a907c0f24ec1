using System.Net;
using System.Text;

namespace Rubis.Tests.Serving;

[Collection(nameof(SiteCollection))]
public sealed class BadInputTests(SiteFixture fixture)
{
    private static readonly string[] BadValues =
    [
        "", "abc", "-1", "1.234", "99999999999999999999", "2147483648", "NaN", "1e3", "%00", "%01", "%ff%fe", "+",
        new string('9', 9000), new string('x', 9000), "%3Cscript%3E", "1;drop table users", "%F0%9F%8E%B9", "0x10",
    ];

    [Fact]
    public async Task Never_fails_on_a_parameter_that_is_missing_or_wrong()
    {
        var site = await fixture.ShareSiteAsync("bad input");
        foreach (var address in Pages.OfEveryState.Select(page => (string)page[0]).Where(address => address.Contains('?')))
        {
            var parameters = address.Split('?')[1].Split('&');
            for (var changed = 0; changed < parameters.Length; changed++)
            {
                await TryAllAsync(site, address.Split('?')[0], parameters, changed);
            }
        }
    }

    [Theory]
    [InlineData("ViewItem", "itemId is missing")]
    [InlineData("ViewItem?itemId=two", "itemId is not a whole number")]
    [InlineData("ViewItem?itemId=-1", "itemId is not a whole number")]
    [InlineData("ViewItem?itemId=99999999999", "itemId is not a whole number")]
    [InlineData("SearchItemsByCategory?category=1&nbOfItems=0", "nbOfItems is not a whole number from 1 to 100")]
    [InlineData("SearchItemsByCategory?category=1&page=-1", "page is not a whole number")]
    [InlineData("StoreBid?itemId=1", "userId is missing. qty is missing. maxQty is missing. bid is missing.")]
    [InlineData("StoreBid?itemId=1&userId=1&minBid=1&bid=-5&maxBid=1&qty=1&maxQty=1", "bid is not an amount")]
    [InlineData("StoreBid?itemId=1&userId=1&minBid=1&bid=1.005&maxBid=2&qty=1&maxQty=1", "bid is not an amount")]
    [InlineData("AboutMe?nickname=a%01b&password=x", "nickname holds a control character")]
    [InlineData("AboutMe?nickname=abcdefghijabcdefghijx&password=x", "nickname is longer than 20 characters")]
    public async Task Refuses_a_malformed_request_and_says_why(string address, string reason)
    {
        var site = await fixture.ShareSiteAsync("bad input");

        foreach (var answer in new[] { await site.GetAsync(address), await site.PostAsync(address) })
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.True(answer.SaysError);
            Assert.Contains(reason, answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ViewItem?itemId=999999")]
    [InlineData("ViewUserInfo?userId=0")]
    [InlineData("SearchItemsByCategory?category=0")]
    [InlineData("SearchItemsByRegion?region=0&category=1")]
    [InlineData("SearchItemsByCategory?category=1&page=1000000&nbOfItems=100")]
    [InlineData("BrowseCategories?region=Atlantis")]
    public async Task Is_sorry_about_what_does_not_exist(string address)
    {
        var site = await fixture.ShareSiteAsync("bad input");

        var answer = await site.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(answer.SaysSorry);
        Assert.False(answer.SaysError);
    }

    [Theory]
    [InlineData("AboutMe?nickname=user1&password=wrong")]
    [InlineData("BuyNow?itemId=100&nickname=nobody&password=x")]
    [InlineData("RegisterUser?firstname=a&lastname=b&nickname=user1&email=e&password=p&region=AZ--Phoenix")]
    [InlineData("RegisterUser?firstname=a&lastname=b&nickname=n&email=e&password=p&region=Atlantis")]
    [InlineData("RegisterItem?name=x&initialPrice=1&duration=1&quantity=1&userId=1&categoryId=21")]
    [InlineData("RegisterItem?name=x&initialPrice=5&reservePrice=4&duration=1&quantity=1&userId=1&categoryId=1")]
    [InlineData("StoreBid?itemId=100&userId=0&minBid=6000&bid=6001&maxBid=6002&qty=1&maxQty=1")]
    [InlineData("StoreBid?itemId=100&userId=1&minBid=6000&bid=5999&maxBid=6002&qty=1&maxQty=1")]
    [InlineData("StoreBid?itemId=100&userId=1&minBid=0&bid=0.50&maxBid=6002&qty=1&maxQty=1")]
    [InlineData("StoreComment?itemId=100&to=999&from=1&rating=5&comment=x")]
    public async Task Counts_as_an_error_what_is_asked_wrongly(string address)
    {
        var site = await fixture.ShareSiteAsync("bad input");

        var answer = await site.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(answer.SaysError);
    }

    [Fact]
    public async Task Encodes_whatever_it_repeats()
    {
        var site = await fixture.ShareSiteAsync("bad input");

        var answer = await site.GetAsync("SearchItemsByCategory?category=6&categoryName=%3Cscript%3E%22%26'");

        Assert.Null(Markup.Problem(answer.Body));
        Assert.DoesNotContain("<script>", answer.Body, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;&quot;&amp;&#39;", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/rubis/NoSuchPage", "GET", HttpStatusCode.NotFound)]
    [InlineData("/rubis/viewitem?itemId=1", "GET", HttpStatusCode.NotFound)]
    [InlineData("/rubis/ViewItem?itemId=1", "DELETE", HttpStatusCode.MethodNotAllowed)]
    public async Task Refuses_other_addresses_and_methods(string address, string method, HttpStatusCode status)
    {
        var site = await fixture.ShareSiteAsync("bad input");

        var answer = await site.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("text/plain", 10, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", 2_000_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Refuses_a_body_that_is_no_form_or_too_large(string type, int length, HttpStatusCode status)
    {
        var site = await fixture.ShareSiteAsync("bad input");
        var request = new HttpRequestMessage(HttpMethod.Post, "/rubis/ViewItem?itemId=1")
        {
            Content = new StringContent(new string('a', length), Encoding.ASCII, type),
        };

        // Who sends the body at once may find the connection closed before it reads the status.
        request.Headers.ExpectContinue = true;
        var answer = await site.SendAsync(request);

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("&f=%00")]
    [InlineData("&f=1", 5000)]
    public async Task Refuses_a_form_that_cannot_be_read(string field, int times = 1)
    {
        var site = await fixture.ShareSiteAsync("bad input");

        var answer = await site.PostAsync("ViewItem?itemId=1" + string.Concat(Enumerable.Repeat(field, times)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(answer.SaysError);
    }

    private static async Task TryAllAsync(TestSite site, string resource, string[] parameters, int changed)
    {
        var name = parameters[changed].Split('=')[0];
        foreach (var value in BadValues)
        {
            var query = string.Join('&', parameters.Select((given, at) => at == changed ? $"{name}={value}" : given));
            var answer = await site.GetAsync($"{resource}?{query}");
            Assert.True(answer.Status < HttpStatusCode.InternalServerError, $"{resource}?{query[..Math.Min(query.Length, 200)]}");
            Assert.Null(Markup.Problem(answer.Body));
        }
    }
}

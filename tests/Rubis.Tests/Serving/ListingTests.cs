using System.Globalization;
using System.Text.RegularExpressions;

namespace Rubis.Tests.Serving;

[Collection(nameof(SiteCollection))]
public sealed partial class ListingTests(SiteFixture fixture)
{
    [Fact]
    public async Task Search_results_have_one_order_however_the_rows_lie()
    {
        await using var site = await fixture.OpenSiteAsync();
        await site.ExecuteAsync("update items set category = 5, seller = 1, end_date = '2100-01-01' where id between 50 and 99");
        var expected = Enumerable.Range(50, 50).ToArray();

        foreach (var search in new[] { "SearchItemsByCategory?category=5", "SearchItemsByRegion?region=1&category=5" })
        {
            // An update moves the row: without a total order ties would come in the order of moving.
            await site.ExecuteAsync("update items set quantity = quantity where id in (60, 51, 98, 50)");
            var found = new List<int>();
            for (var page = 0; page < 8; page++)
            {
                found.AddRange(Ids((await site.GetAsync($"{search}&page={page}&nbOfItems=7")).Body, ItemLink()));
            }

            Assert.Equal(expected, found.Where(id => id is >= 50 and <= 99).Distinct());
            Assert.Equal(found.Count, found.Distinct().Count());
        }
    }

    [Fact]
    public async Task Bids_of_one_moment_have_one_order()
    {
        await using var site = await fixture.OpenSiteAsync();
        await site.ExecuteAsync("delete from bids where item_id = 100");
        await site.ExecuteAsync(
            """
            insert into bids (id, user_id, item_id, qty, bid, max_bid, date)
            select 100000 + n, n, 100, 1, 6000, 6000, '2026-01-01' from generate_series(1, 20) n order by n % 7
            """);

        var page = await site.GetAsync("ViewBidHistory?itemId=100");

        Assert.Equal(Enumerable.Range(1, 20).Reverse(), Ids(page.Body, UserLink()));
    }

    [Fact]
    public async Task Comments_of_one_moment_have_one_order()
    {
        await using var site = await fixture.OpenSiteAsync();
        await site.ExecuteAsync("delete from comments where to_user_id = 7");
        await site.ExecuteAsync(
            """
            insert into comments (id, from_user_id, to_user_id, item_id, rating, date, comment)
            select 100000 + n, n, 7, 100, 0, '2026-01-01', 'x' from generate_series(1, 20) n order by n % 7
            """);

        var page = await site.GetAsync("ViewUserInfo?userId=7");

        Assert.Equal(Enumerable.Range(1, 20).Reverse(), Ids(page.Body, UserLink()));
    }

    [Fact]
    public async Task Lists_end_at_their_limit()
    {
        await using var site = await fixture.OpenSiteAsync();
        await site.ExecuteAsync(
            """
            insert into bids (user_id, item_id, qty, bid, max_bid, date)
            select 1, 100, 1, 6000, 6000, '2026-01-01' from generate_series(1, 500) n
            """);

        var page = await site.GetAsync("ViewBidHistory?itemId=100");

        Assert.Equal(200, Ids(page.Body, UserLink()).Count);
    }

    [Fact]
    public async Task The_own_page_lists_bids_purchases_and_sales()
    {
        await using var site = await fixture.OpenSiteAsync();
        await site.ExecuteAsync("update items set name = 'Bid on', quantity = 1 where id = 110");
        await site.ExecuteAsync("update items set name = 'Bought', quantity = 1, seller = 30 where id = 111");
        await site.ExecuteAsync("update items set name = 'For sale', seller = 30 where id = 112");
        await site.ExecuteAsync(
            "update old_items set name = 'Won', end_date = '2026-02-20', max_bid = 9000, nb_of_bids = 1 where id = 5");
        await site.ExecuteAsync(
            "insert into bids (user_id, item_id, qty, bid, max_bid, date) values (40, 5, 1, 9000, 9000, '2026-02-19')");
        await site.GetAsync("StoreBid?itemId=110&userId=40&minBid=6000&bid=6000&maxBid=6000&qty=1&maxQty=1");
        await site.GetAsync("StoreBuyNow?itemId=111&userId=40&qty=1&maxQty=1");
        const string later = "2026-03-01T12:00:01.000000Z";

        var buyer = (await site.GetAsync("AboutMe?nickname=user40&password=password40", later)).Body;
        var seller = (await site.GetAsync("AboutMe?nickname=user30&password=password30", later)).Body;

        Assert.Contains(">Bid on<", Section(buyer, "bidding in"), StringComparison.Ordinal);
        Assert.Contains(">Won<", Section(buyer, "you won"), StringComparison.Ordinal);
        Assert.Contains(">Bought<", Section(buyer, "you bought"), StringComparison.Ordinal);
        Assert.Contains(">For sale<", Section(seller, "have for sale"), StringComparison.Ordinal);
        Assert.DoesNotContain(">Bought<", Section(seller, "have for sale"), StringComparison.Ordinal);
        Assert.Contains(">Bought<", Section(seller, "you sold"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_several_for_sale_the_price_is_the_lowest_winning_bid()
    {
        await using var site = await fixture.OpenSiteAsync();
        await site.ExecuteAsync("delete from bids where item_id = 100");
        await site.ExecuteAsync(
            "update items set quantity = 3, initial_price = 10, nb_of_bids = 3, max_bid = 90 where id = 100");
        await site.ExecuteAsync(
            """
            insert into bids (user_id, item_id, qty, bid, max_bid, date)
            values (1, 100, 1, 90, 90, '2026-01-01'), (2, 100, 2, 80, 80, '2026-01-01'), (3, 100, 1, 70, 70, '2026-01-01')
            """);

        var page = await site.GetAsync("PutBid?itemId=100&nickname=user1&password=password1");

        Assert.Contains("name=minBid value=81.00>", page.Body, StringComparison.Ordinal);
        Assert.Contains("name=maxQty value=3>", page.Body, StringComparison.Ordinal);
    }

    private static string Section(string body, string heading)
    {
        var start = body.IndexOf(heading, StringComparison.Ordinal);
        var end = body.IndexOf("<h2>", start, StringComparison.Ordinal);
        return body[start..end];
    }

    private static List<int> Ids(string body, Regex link) =>
        [.. link.Matches(body).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex("ViewItem\\?itemId=(\\d+)")]
    private static partial Regex ItemLink();

    [GeneratedRegex("ViewUserInfo\\?userId=(\\d+)")]
    private static partial Regex UserLink();
}

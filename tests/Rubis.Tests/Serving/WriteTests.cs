using System.Net;

namespace Rubis.Tests.Serving;

[Collection(nameof(SiteCollection))]
public sealed class WriteTests(SiteFixture fixture)
{
    private static readonly DateTime Noon = new DateTime(2026, 3, 1, 12, 0, 0).AddMicroseconds(1);

    [Fact]
    public async Task A_bid_is_stored_with_its_item_s_count_and_maximum()
    {
        await using var site = await fixture.OpenSiteAsync();
        var before = await site.AskAsync<int>("select nb_of_bids from items where id = 100");

        var answer = await site.GetAsync("StoreBid?itemId=100&userId=3&minBid=6000&bid=6000.50&maxBid=6010&qty=1&maxQty=1");

        Assert.False(answer.SaysError || answer.SaysSorry);
        var bid = await site.AskAsync<(int, int, int, decimal, decimal, DateTime)>(
            "select user_id, item_id, qty, bid, max_bid, date from bids order by id desc limit 1");
        Assert.Equal((3, 100, 1, 6000.50m, 6010m, Noon), bid);
        Assert.Equal(
            (before + 1, 6000.50m), await site.AskAsync<(int, decimal)>("select nb_of_bids, max_bid from items where id = 100"));
    }

    [Fact]
    public async Task A_lower_bid_than_another_s_leaves_the_maximum()
    {
        await using var site = await fixture.OpenSiteAsync();
        await site.GetAsync("StoreBid?itemId=100&userId=3&minBid=6000&bid=7000&maxBid=7000&qty=1&maxQty=1");

        await site.GetAsync("StoreBid?itemId=100&userId=4&minBid=6000&bid=6500&maxBid=7000&qty=1&maxQty=1");

        Assert.Equal(7000m, await site.AskAsync<decimal>("select max_bid from items where id = 100"));
        Assert.Equal(2, await site.AskAsync<long>("select count(*) from bids where item_id = 100 and bid > 6000"));
    }

    [Fact]
    public async Task Buying_the_last_one_ends_the_auction()
    {
        await using var site = await fixture.OpenSiteAsync();
        await site.ExecuteAsync("update items set quantity = 3 where id = 100");

        await site.GetAsync("StoreBuyNow?itemId=100&userId=3&qty=1&maxQty=3");
        var listed = await site.AskAsync<bool>("select end_date > '2100-01-01' from items where id = 100");
        await site.GetAsync("StoreBuyNow?itemId=100&userId=4&qty=2&maxQty=2");

        Assert.True(listed);
        Assert.Equal((0, Noon), await site.AskAsync<(int, DateTime)>("select quantity, end_date from items where id = 100"));
        Assert.Equal(
            [(3, 1, Noon), (4, 2, Noon)],
            await site.AllAsync<(int, int, DateTime)>("select buyer_id, qty, date from buy_now order by id"));
    }

    [Theory]
    [InlineData("StoreBuyNow?itemId=100&userId=3&qty=1&maxQty=1")]
    [InlineData("StoreBid?itemId=100&userId=3&minBid=6000&bid=6000&maxBid=6000&qty=1&maxQty=1")]
    [InlineData("BuyNow?itemId=100&nickname=user1&password=password1")]
    [InlineData("PutBid?itemId=100&nickname=user1&password=password1")]
    public async Task An_auction_that_has_ended_takes_nothing_more(string address)
    {
        await using var site = await fixture.OpenSiteAsync();
        await site.ExecuteAsync("update items set end_date = '2026-03-01 11:00' where id = 100");

        var answer = await site.GetAsync(address);

        Assert.True(answer.SaysSorry);
        Assert.Equal(0, await site.AskAsync<long>("select count(*) from buy_now"));
        Assert.Equal(0, await site.AskAsync<long>("select count(*) from bids where bid = 6000"));
    }

    [Fact]
    public async Task Nobody_buys_more_than_there_is()
    {
        await using var site = await fixture.OpenSiteAsync();
        await site.ExecuteAsync("update items set quantity = 2 where id = 100");

        Assert.True((await site.GetAsync("StoreBuyNow?itemId=100&userId=3&qty=3&maxQty=5")).SaysSorry);
        Assert.True((await site.GetAsync("StoreBuyNow?itemId=100&userId=3&qty=3&maxQty=2")).SaysError);
        Assert.Equal(2, await site.AskAsync<int>("select quantity from items where id = 100"));
    }

    [Fact]
    public async Task A_comment_changes_its_recipient_s_rating()
    {
        await using var site = await fixture.OpenSiteAsync();
        var before = await site.AskAsync<int>("select rating from users where id = 7");

        await site.PostAsync("StoreComment?itemId=100&to=7&from=2&rating=-3&comment=Late+%26+torn");

        Assert.Equal(before - 3, await site.AskAsync<int>("select rating from users where id = 7"));
        Assert.Equal(
            (2, 7, 100, -3, "Late & torn"),
            await site.AskAsync<(int, int, int, int, string)>(
                "select from_user_id, to_user_id, item_id, rating, comment from comments order by id desc limit 1"));
        Assert.Contains("(-3) Late &amp; torn", (await site.GetAsync("ViewUserInfo?userId=7")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nickname_is_given_once_even_when_two_ask_at_the_same_time()
    {
        await using var site = await fixture.OpenSiteAsync();
        const string address = "RegisterUser?firstname=A&lastname=B&nickname=twin&email=e&password=p&region=AZ--Phoenix";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.GetAsync(address)));

        Assert.Single(answers, answer => !answer.SaysError);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(1, await site.AskAsync<long>("select count(*) from users where nickname = 'twin'"));
    }

    [Fact]
    public async Task A_refused_nickname_takes_no_number()
    {
        await using var site = await fixture.OpenSiteAsync();

        await site.GetAsync("RegisterUser?firstname=A&lastname=B&nickname=user1&email=e&password=p&region=AZ--Phoenix");
        await site.GetAsync("RegisterUser?firstname=A&lastname=B&nickname=next&email=e&password=p&region=AZ--Phoenix");

        Assert.Equal(51, await site.AskAsync<int>("select id from users where nickname = 'next'"));
    }

    [Fact]
    public async Task An_item_is_for_sale_from_the_agreed_time_on()
    {
        await using var site = await fixture.OpenSiteAsync();

        await site.GetAsync(
            "RegisterItem?name=Vase&description=Blue&initialPrice=5&duration=3&quantity=2&userId=2&categoryId=3");

        Assert.Equal(
            ("Vase", 5m, 2, 0m, 0, Noon, Noon.AddDays(3), 2),
            await site.AskAsync<(string, decimal, int, decimal, int, DateTime, DateTime, int)>(
                """
                select name, initial_price, quantity, max_bid, nb_of_bids, start_date, end_date, seller
                from items order by id desc limit 1
                """));
        var listed = await site.GetAsync("SearchItemsByCategory?category=3");
        Assert.Contains("Vase", listed.Body, StringComparison.Ordinal);
        var later = await site.GetAsync("SearchItemsByCategory?category=3", "2026-03-04T12:00:00.000002Z");
        Assert.DoesNotContain("Vase", later.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrent_bids_are_all_counted()
    {
        await using var site = await fixture.OpenSiteAsync();
        var before = await site.AskAsync<int>("select nb_of_bids from items where id = 100");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(bid => site.GetAsync(
            $"StoreBid?itemId=100&userId=3&minBid=6000&bid={6000 + bid}&maxBid=7000&qty=1&maxQty=1")));

        Assert.Equal(
            (before + 20, 6019m), await site.AskAsync<(int, decimal)>("select nb_of_bids, max_bid from items where id = 100"));
    }
}

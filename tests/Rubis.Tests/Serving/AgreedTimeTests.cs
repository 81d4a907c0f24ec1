using System.Net;
using Rubis.Client.Emulation;
using Rubis.Client.Transitions;

namespace Rubis.Tests.Serving;

[Collection(nameof(SiteCollection))]
public sealed class AgreedTimeTests(SiteFixture fixture)
{
    private const string Dump = """
        select concat_ws('|', 'users', u.*) from users u
        union all select concat_ws('|', 'items', i.*) from items i
        union all select concat_ws('|', 'bids', b.*) from bids b
        union all select concat_ws('|', 'comments', c.*) from comments c
        union all select concat_ws('|', 'buy_now', n.*) from buy_now n
        order by 1
        """;

    [Theory]
    [InlineData("2026-03-01")]
    [InlineData("2026-03-01T12:00:00.000001")]
    [InlineData("now")]
    [InlineData("2026-13-01T12:00:00.000001Z")]
    public async Task A_header_that_is_no_time_is_refused(string time)
    {
        await using var site = await fixture.OpenSiteAsync();

        var answer = await site.GetAsync("BrowseRegions", time);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task Without_the_header_the_clock_decides()
    {
        await using var site = await fixture.OpenSiteAsync();
        var before = DateTime.UtcNow.AddSeconds(-1);

        await site.SendAsync(
            new HttpRequestMessage(
                HttpMethod.Get, "/rubis/StoreComment?itemId=100&to=7&from=2&rating=5&comment=timed"),
            time: null);

        var stored = await site.AskAsync<DateTime>("select date from comments where comment = 'timed'");
        Assert.InRange(stored, before, DateTime.UtcNow.AddSeconds(1));
    }

    /// <summary>The property that lets a site be replicated: request, database and time decide everything.</summary>
    [Fact]
    public async Task Two_sites_that_are_asked_the_same_answer_and_store_the_same()
    {
        await using var one = await fixture.OpenSiteAsync();
        await using var two = await fixture.OpenSiteAsync();
        var random = new Random(7);
        var memory = new Memory();
        var requests = new Requests(random, memory, 50);
        var pages = Enum.GetValues<State>()[..TransitionTable.Pages];
        for (var step = 0; step < 600; step++)
        {
            var time = new DateTime(2026, 3, 1).AddSeconds(step).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", null);
            var target = requests.For(pages[random.Next(pages.Length)], requests.ChoosePersona());
            if (target is not null)
            {
                var first = await AskAsync(one, target, time);
                Assert.Equal(first, await AskAsync(two, target, time));
                memory.See(PageFacts.Read(first.Body));
            }
        }

        var stored = await one.AllAsync<string>(Dump);
        Assert.Equal(stored, await two.AllAsync<string>(Dump));
        Assert.True(await one.AskAsync<long>("select count(*) from bids") > 546);
    }

    private static Task<Answer> AskAsync(TestSite site, Target target, string time) =>
        target.IsPosted ? site.PostAsync($"{target.Address}?{target.Form}", time) : site.GetAsync(target.Address, time);
}

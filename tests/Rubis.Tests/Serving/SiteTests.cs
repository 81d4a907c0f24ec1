using System.Net;

namespace Rubis.Tests.Serving;

[Collection(nameof(SiteCollection))]
public sealed class SiteTests(SiteFixture fixture)
{
    [Theory]
    [MemberData(nameof(Pages.OfEveryState), MemberType = typeof(Pages))]
    public async Task Answers_every_state_by_get(string address, string words)
    {
        var site = await fixture.ShareSiteAsync("GET");

        CheckPage(await site.GetAsync(address), words);
    }

    [Theory]
    [MemberData(nameof(Pages.OfEveryState), MemberType = typeof(Pages))]
    public async Task Answers_every_state_by_post(string address, string words)
    {
        var site = await fixture.ShareSiteAsync("POST");

        CheckPage(await site.PostAsync(address), words);
    }

    [Fact]
    public void Has_a_page_for_each_of_the_27_states() => Assert.Equal(27, Pages.OfEveryState.Count);

    [Theory]
    [InlineData("/")]
    [InlineData("/rubis")]
    [InlineData("/rubis/")]
    public async Task Shows_the_home_page_at_the_root(string address)
    {
        var site = await fixture.ShareSiteAsync("GET");

        CheckPage(await site.GetAsync(address), "Welcome to RUBiS");
    }

    [Fact]
    public async Task Serves_every_picture_and_style_sheet_that_its_pages_name()
    {
        await using var site = await fixture.OpenSiteAsync();
        var home = await site.GetAsync("index.html");
        var images = Rubis.Client.Emulation.PageFacts.Read(home.Body).Images;

        Assert.True(images.Count >= 5);
        foreach (var image in images)
        {
            var answer = await site.GetAsync(image);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("image/svg+xml", answer.ContentType);
        }

        Assert.Equal("text/css; charset=utf-8", (await site.GetAsync("style.css")).ContentType);
    }

    [Fact]
    public async Task Says_that_it_is_healthy_when_the_database_answers()
    {
        await using var site = await fixture.OpenSiteAsync();

        var answer = await site.GetAsync("/health");

        Assert.Equal((HttpStatusCode.OK, "ok\n"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Says_that_it_is_not_healthy_when_there_is_no_database()
    {
        await using var site = await TestSite.OpenAsync("Host=/nowhere;Database=none;Timeout=1");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.GetAsync("/health")).Status);
        var page = await site.GetAsync("BrowseRegions");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
        Assert.True(page.SaysError);
    }

    [Fact]
    public async Task Answers_head_without_a_body_but_writes_nothing_by_it()
    {
        await using var site = await fixture.OpenSiteAsync();

        var read = await site.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/rubis/ViewItem?itemId=100"));
        var write = await site.SendAsync(new HttpRequestMessage(
            HttpMethod.Head, "/rubis/StoreComment?itemId=100&to=7&from=2&rating=5&comment=unwritten"));

        Assert.Equal((HttpStatusCode.OK, ""), (read.Status, read.Body));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, write.Status);
        Assert.Equal(0, await site.AskAsync<long>("select count(*) from comments where comment = 'unwritten'"));
    }

    [Fact]
    public async Task Reads_but_does_not_write_with_a_role_that_may_only_select()
    {
        await fixture.Server.ExecuteAsync(
            """
            do $$ begin
              if not exists (select from pg_roles where rolname = 'reader') then create role reader login; end if;
            end $$
            """);
        var database = await fixture.CopyDatabaseAsync();
        await using (var owner = await TestSite.OpenAsync(database))
        {
            await owner.ExecuteAsync("grant select on all tables in schema public to reader");
        }

        await using var site = await TestSite.OpenAsync(database, "reader");

        CheckPage(await site.GetAsync("ViewItem?itemId=100"), "PutCommentAuth");
        foreach (var write in Pages.OfEveryState.Select(page => (string)page[0]).Where(IsWrite))
        {
            var answer = await site.GetAsync(write);
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.True(answer.SaysError);
        }
    }

    private static bool IsWrite(string address) =>
        address.StartsWith("Store", StringComparison.Ordinal)
        || (address.StartsWith("Register", StringComparison.Ordinal) && address.Contains('?'));

    private static void CheckPage(Answer answer, string words)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("text/html; charset=utf-8", answer.ContentType);
        Assert.Null(Markup.Problem(answer.Body));
        Assert.Contains(words, answer.Body, StringComparison.Ordinal);
        Assert.False(answer.SaysError || answer.SaysSorry);
    }
}

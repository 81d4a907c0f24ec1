using System.Globalization;
using Npgsql;
using Rubis.Service.Loading;

namespace Rubis.Tests.Loading;

[Collection(nameof(SiteCollection))]
public sealed class LoaderTests(SiteFixture fixture)
{
    private static readonly Plan Tiny = new(LoadSize.Tiny, Plan.DefaultSeed, Plan.DefaultReference);

    [Fact]
    public async Task Loads_as_many_rows_as_the_size_says()
    {
        var site = await fixture.ShareSiteAsync("loaded");

        Assert.Equal(
            (20L, 62L, 50L, 20L, 200L, 220L, 0L),
            await site.AskAsync<(long, long, long, long, long, long, long)>(
                """
                select (select count(*) from categories), (select count(*) from regions), (select count(*) from users),
                       (select count(*) from old_items), (select count(*) from items), (select count(*) from comments),
                       (select count(*) from buy_now)
                """));
    }

    [Theory]
    [InlineData("select count(*) from items i where nb_of_bids <> (select count(*) from bids where item_id = i.id)")]
    [InlineData(
        "select count(*) from items i where max_bid <> coalesce((select max(bid) from bids where item_id = i.id), 0)")]
    [InlineData(
        "select count(*) from users u where rating <> coalesce((select sum(rating) from comments where to_user_id = u.id), 0)")]
    [InlineData("select count(*) from items i join old_items o on o.id = i.id")]
    [InlineData("select count(*) from old_items where end_date >= '2025-01-01'")]
    [InlineData("select count(*) from items where end_date < '2100-01-01' or start_date >= '2025-01-01'")]
    [InlineData("select count(*) from bids b where not exists (select 1 from users where id = b.user_id)")]
    public async Task Loads_rows_that_agree_with_each_other(string contradictions)
    {
        var site = await fixture.ShareSiteAsync("loaded");

        Assert.Equal(0, await site.AskAsync<long>(contradictions));
    }

    [Fact]
    public async Task Numbers_continue_after_the_loaded_rows()
    {
        await using var site = await fixture.OpenSiteAsync();

        var answer = await site.GetAsync("RegisterItem?name=Next&initialPrice=1&duration=1&quantity=1&userId=1&categoryId=1");

        Assert.False(answer.SaysError);
        Assert.Equal(221, await site.AskAsync<int>("select id from items where name = 'Next'"));
    }

    [Fact]
    public async Task Equal_plans_load_equal_rows_and_other_seeds_other_ones()
    {
        var same = await DigestAsync(Tiny);

        Assert.Equal(same, await DigestAsync(Tiny));
        Assert.NotEqual(same, await DigestAsync(Tiny with { Seed = 1 }));
    }

    [Fact]
    public async Task Leaves_what_is_there_unless_it_is_told_to_replace_it()
    {
        var database = await fixture.CopyDatabaseAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => SiteFixture.LoadAsync(database, Tiny));
        Assert.Equal(PostgresErrorCodes.DuplicateTable, refused.SqlState);

        var fewer = Tiny with { Size = LoadSize.Tiny with { Users = 10 } };
        await SiteFixture.LoadAsync(database, fewer, Existing.Replace);
        await using var site = await TestSite.OpenAsync(database);
        Assert.Equal(10, await site.AskAsync<long>("select count(*) from users"));
    }

    /// <summary>A default such as now() would make two copies of a database differ.</summary>
    [Fact]
    public async Task No_column_has_a_default_and_every_table_has_a_key()
    {
        var site = await fixture.ShareSiteAsync("loaded");

        Assert.Equal(0, await site.AskAsync<long>(
            "select count(*) from information_schema.columns where table_schema = 'public' and column_default is not null"));
        Assert.Equal(
            await site.AskAsync<long>("select count(*) from pg_tables where schemaname = 'public'"),
            await site.AskAsync<long>(
                "select count(*) from information_schema.table_constraints where constraint_type = 'PRIMARY KEY' "
                + "and table_schema = 'public'"));
    }

    [Fact]
    public void Active_items_are_shared_out_as_published()
    {
        var categories = Categories.Published.ShareOut(32_667);

        Assert.Equal(7521, categories.Count(category => category == 6));
        Assert.Equal(242, categories.Count(category => category == 18));
        Assert.Equal(Enumerable.Range(1, 20), categories.Take(20));
    }

    private async Task<string> DigestAsync(Plan plan)
    {
        var database = await fixture.CopyDatabaseAsync();
        await SiteFixture.LoadAsync(database, plan, Existing.Replace);
        await using var site = await TestSite.OpenAsync(database);
        return await site.AskAsync<string>(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            select md5(string_agg(row, ',' order by row)) from (
              select concat_ws('|', u.*) as row from users u union all select concat_ws('|', i.*) from items i
              union all select concat_ws('|', i.*) from old_items i union all select concat_ws('|', b.*) from bids b
              union all select concat_ws('|', c.*) from comments c) rows
            """)) ?? "";
    }
}

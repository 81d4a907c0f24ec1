using Rubis.Client.Transitions;

namespace Rubis.Tests.Clients;

public sealed class WalkTests
{
    [Fact]
    public void Back_leads_through_the_pages_that_were_left()
    {
        var draws = new Draws();
        var walk = new Walk(PublishedTables.Named("default"), draws);
        Go(walk, draws, State.Browse, State.BrowseCategories, State.SearchItemsInCategory, State.ViewItem, State.ViewBidHistory);

        Go(walk, draws, State.Back);
        Assert.Equal(State.ViewItem, walk.Current);
        Go(walk, draws, State.Back);
        Assert.Equal(State.SearchItemsInCategory, walk.Current);
    }

    [Fact]
    public void A_page_that_cannot_be_left_backwards_forgets_the_way()
    {
        var draws = new Draws();
        var walk = new Walk(PublishedTables.Named("default"), draws);
        Go(walk, draws, State.Browse, State.BrowseCategories, State.SearchItemsInCategory, State.ViewItem);
        Go(walk, draws, State.PutBidAuth, State.PutBid, State.ViewUserInfo);

        Go(walk, draws, State.Back);

        Assert.Equal(State.PutBid, walk.Current);
    }

    [Fact]
    public void A_sorry_page_is_left_for_the_one_before_and_home_at_the_second_time()
    {
        var draws = new Draws();
        var walk = new Walk(PublishedTables.Named("default"), draws);
        Go(walk, draws, State.Browse, State.BrowseCategories, State.SearchItemsInCategory);

        walk.LeaveSorryPage();
        Assert.Equal(State.BrowseCategories, walk.Current);
        Go(walk, draws, State.SearchItemsInCategory);
        walk.LeaveSorryPage();

        Assert.Equal(State.Home, walk.Current);
    }

    [Fact]
    public void An_error_page_is_left_for_the_home_page()
    {
        var draws = new Draws();
        var walk = new Walk(PublishedTables.Named("default"), draws);
        Go(walk, draws, State.Browse, State.BrowseRegions);

        walk.ReturnHome();

        Assert.Equal(State.Home, walk.Current);
    }

    private static void Go(Walk walk, Draws draws, params State[] steps)
    {
        var table = PublishedTables.Named("default");
        foreach (var step in steps)
        {
            draws.Value = DrawFor(table, walk.Current, step);
            Assert.Equal(step, walk.Next());
        }
    }

    private static double DrawFor(TransitionTable table, State from, State to)
    {
        var sum = 0.0;
        for (var row = State.Home; row < to; row++)
        {
            sum += table.Probability(from, row);
        }

        return sum + table.Probability(from, to) / 2;
    }

    private sealed class Draws : Random
    {
        public double Value { get; set; }

        public override double NextDouble() => Value;
    }
}

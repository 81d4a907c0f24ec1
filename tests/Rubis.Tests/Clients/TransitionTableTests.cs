using Rubis.Client.Transitions;

namespace Rubis.Tests.Clients;

public sealed class TransitionTableTests
{
    private const int Steps = 600_000;

    private static readonly State[] Writes =
        [State.RegisterUser, State.StoreBuyNow, State.StoreBid, State.StoreComment, State.RegisterItem];

    [Theory]
    [InlineData("default", "Default transition set")]
    [InlineData("browse-only", "Browse only transition set")]
    [InlineData("7", "Default transition 7sec set")]
    [InlineData("browse-only-7", "Browse only transition 7sec set")]
    public void Reads_the_published_layout(string name, string title) =>
        Assert.Equal(title, PublishedTables.Named(name).Title);

    [Fact]
    public void Holds_the_published_probabilities_and_waits()
    {
        var table = PublishedTables.Named("default");

        Assert.Equal(0.7, table.Probability(State.Home, State.Browse));
        Assert.Equal(0.65, table.Probability(State.AboutMe, State.ViewItem));
        Assert.Equal(0.5, table.Probability(State.ViewItem, State.Back));
        Assert.Equal(0.2, table.Probability(State.StoreBid, State.EndOfSession));
        Assert.Equal(TimeSpan.FromSeconds(10), table.Wait(State.Register));
        Assert.Equal(TimeSpan.FromSeconds(7), PublishedTables.Named("7").Wait(State.Register));
    }

    [Fact]
    public void A_draw_picks_the_first_row_whose_sum_exceeds_it()
    {
        var table = PublishedTables.Named("default");

        Assert.Equal(State.Register, table.Next(State.Home, 0));
        Assert.Equal(State.Register, table.Next(State.Home, 0.0699));
        Assert.Equal(State.Browse, table.Next(State.Home, 0.0701));
    }

    /// <summary>The column of Home adds up to less than 1; those of searches to more, which hides End of Session.</summary>
    [Fact]
    public void Where_the_sums_are_not_1_states_stay_or_rows_are_cut_off()
    {
        var table = PublishedTables.Named("default");

        Assert.Equal(State.Home, table.Next(State.Home, 0.9999));
        Assert.NotEqual(State.EndOfSession, table.Next(State.SearchItemsInCategory, 0.9999999));
        Assert.Equal(State.EndOfSession, table.Next(State.StoreBid, 0.99999));
    }

    [Fact]
    public void The_default_table_writes_with_9_percent_of_its_requests()
    {
        var (requests, writes, sessions) = Simulate("default");

        Assert.InRange(100.0 * writes / requests, 8.9, 9.5);
        Assert.InRange((double)requests / sessions, 49.5, 54);
    }

    [Fact]
    public void The_browse_only_table_never_writes()
    {
        var (requests, writes, _) = Simulate("browse-only");

        Assert.True(requests > Steps / 2);
        Assert.Equal(0, writes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("From\t0\n")]
    public void Says_what_is_missing_in_a_file_that_is_no_table(string text)
    {
        Assert.False(TransitionTable.TryParse(text, out _, out var problem));
        Assert.Contains("From", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two")]
    [InlineData("1.5")]
    [InlineData("-0.1")]
    [InlineData("NaN")]
    public void Names_the_line_with_a_cell_that_is_no_probability(string cell)
    {
        var rows = Enumerable.Range(0, 29).Select(row =>
            $"row{row}" + string.Concat(Enumerable.Repeat("\t0", 26)) + (row == 3 ? $"\t{cell}" : "\t0") + "\t0");

        Assert.False(TransitionTable.TryParse("title\nFrom\n" + string.Join('\n', rows), out _, out var problem));
        Assert.Contains("line 6 ", problem, StringComparison.Ordinal);
    }

    private static (int Requests, int Writes, int Sessions) Simulate(string name)
    {
        var walk = new Walk(PublishedTables.Named(name), new Random(2));
        var (requests, writes, sessions) = (1, 0, 1);
        walk.Begin();
        for (var step = 0; step < Steps; step++)
        {
            if (walk.Next() == State.EndOfSession)
            {
                sessions++;
                walk.Begin();
            }

            requests++;
            writes += Writes.Contains(walk.Current) ? 1 : 0;
        }

        return (requests, writes, sessions);
    }
}

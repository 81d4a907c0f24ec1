namespace Spare.Simulation.Tests;

public sealed class TimelineTests
{
    private readonly Timeline timeline = new();
    private readonly List<string> happened = [];

    [Fact]
    public void Things_happen_in_the_order_of_their_times_and_then_of_their_scheduling()
    {
        timeline.At(20, () => happened.Add("c"));
        timeline.At(10, () => happened.Add("a"));
        timeline.At(10, () => happened.Add("b"));
        while (timeline.Advance(100))
        {
        }

        Assert.Equal(["a", "b", "c"], happened);
        Assert.Equal(20, timeline.Now);
    }

    [Fact]
    public void Nothing_happens_after_the_end_or_in_the_past()
    {
        timeline.At(30, () => timeline.At(10, () => happened.Add($"at {timeline.Now}")));
        Assert.False(timeline.Advance(29));
        Assert.True(timeline.Advance(30));
        Assert.True(timeline.Advance(30));
        Assert.Equal(["at 30"], happened);
    }
}

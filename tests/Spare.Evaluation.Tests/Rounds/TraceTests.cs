using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Tests.Rounds;

public sealed class TraceTests
{
    [Fact]
    public void Answers_fall_into_their_pieces_and_others_are_left_out()
    {
        var trace = Trace.Of([-20, -10.1, -0.1, 0, 9.9, 10, 29.9, 30, -20.1], -20, 30);

        Assert.Equal([2, 1, 2, 1, 1], trace.Counts.ToArray());
    }

    [Fact]
    public void Only_whole_seconds_are_seconds()
    {
        var trace = Trace.Of([0, 1, 999, 1000, 2100], 0, 2500);

        Assert.Equal([3, 1], trace.PerSecond.ToArray());
    }
}

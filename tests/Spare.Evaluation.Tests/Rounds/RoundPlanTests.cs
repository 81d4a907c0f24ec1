using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Tests.Rounds;

public sealed class RoundPlanTests
{
    private static readonly Experiment Load = Samples.Load with { Clients = [300, 600], WriteShares = [null, 50], Rounds = 4 };

    [Fact]
    public void Every_round_has_every_turn_once()
    {
        var plan = RoundPlan.For([Load], 1);

        Assert.Equal(Load.Rounds * Load.Settings.Length * 2 * 2, plan.Length);
        Assert.Equal(plan.Length, plan.Distinct().Count());
        Assert.All(plan.Chunk(plan.Length / Load.Rounds), (round, i) => Assert.All(round, one => Assert.Equal(i + 1, one.Round)));
    }

    [Fact]
    public void Equal_seeds_give_equal_orders_and_others_do_not()
    {
        Assert.Equal(RoundPlan.For([Load], 7).ToArray(), RoundPlan.For([Load], 7).ToArray());
        Assert.NotEqual(RoundPlan.For([Load], 7).ToArray(), RoundPlan.For([Load], 8).ToArray());
    }

    [Fact]
    public void The_order_changes_from_round_to_round()
    {
        var rounds = RoundPlan.For([Load], 1).Chunk(12).Select(round => string.Join(' ', round.Select(one => (one.Setting, one.Clients))));

        Assert.True(rounds.Distinct().Count() > 1);
    }

    [Fact]
    public void The_time_left_is_what_rounds_took_and_else_what_they_should_take()
    {
        var left = new TimeLeft(new Dictionary<string, TimeSpan> { ["a"] = TimeSpan.FromSeconds(10), ["b"] = TimeSpan.FromSeconds(1) });
        Turn[] rounds =
            [new("a", 1, Setting.Spare, 0, null), new("a", 2, Setting.Spare, 0, null), new("b", 1, Setting.Spare, 0, null)];

        Assert.Equal(TimeSpan.FromSeconds(21), left.For(rounds));
        left.Took("a", TimeSpan.FromSeconds(20));
        left.Took("a", TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.FromSeconds(61), left.For(rounds));
    }
}

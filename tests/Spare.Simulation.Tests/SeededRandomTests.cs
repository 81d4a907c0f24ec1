namespace Spare.Simulation.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_same_seed_gives_the_same_numbers_and_another_seed_others()
    {
        Assert.Equal(Numbers(5), Numbers(5));
        Assert.NotEqual(Numbers(5), Numbers(6));
    }

    [Fact]
    public void Numbers_stay_in_their_range_and_reach_both_ends()
    {
        var random = new SeededRandom(1);
        var drawn = Enumerable.Range(0, 1_000).Select(_ => random.Between(-2, 3)).ToHashSet();
        Assert.Equal([-2, -1, 0, 1, 2, 3], drawn.Order());
        Assert.DoesNotContain(Enumerable.Range(0, 1_000), _ => random.Below(4) is < 0 or > 3);
    }

    private static ulong[] Numbers(ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, 100).Select(_ => random.Next())];
    }
}

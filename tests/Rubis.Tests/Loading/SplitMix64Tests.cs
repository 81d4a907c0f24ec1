using Rubis.Service.Loading;

namespace Rubis.Tests.Loading;

public sealed class SplitMix64Tests
{
    /// <summary>The numbers of the reference program for the seed 1234567.</summary>
    [Fact]
    public void Draws_the_published_sequence()
    {
        var random = new SplitMix64(1234567);

        Assert.Equal(6457827717110365317UL, random.Next());
        Assert.Equal(3203168211198807973UL, random.Next());
        Assert.Equal(9817491932198370423UL, random.Next());
    }

    [Fact]
    public void Draws_every_number_of_a_range_and_none_outside()
    {
        var random = new SplitMix64(1);
        var drawn = Enumerable.Range(0, 10_000).Select(_ => random.Between(-2, 7)).ToHashSet();

        Assert.Equal(Enumerable.Range(-2, 10).ToHashSet(), drawn);
    }
}

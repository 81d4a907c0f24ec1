using Rubis.Client.Measuring;

namespace Rubis.Tests.Clients;

public sealed class HistogramTests
{
    [Fact]
    public void Percentiles_are_within_one_percent()
    {
        var histogram = new Histogram();
        var random = new Random(3);
        var values = Enumerable.Range(0, 50_000).Select(_ => (long)Math.Exp(random.NextDouble() * 18)).ToArray();
        foreach (var value in values)
        {
            histogram.Add(value);
        }

        Array.Sort(values);
        foreach (var percent in new[] { 1, 50, 90, 99, 99.9, 100 })
        {
            var exact = values[(int)Math.Ceiling(values.Length * percent / 100) - 1];
            Assert.InRange(histogram.Percentile(percent), exact, exact * 1.01 + 1);
        }

        Assert.Equal(values[0], histogram.Minimum);
        Assert.Equal(values[^1], histogram.Maximum);
        Assert.Equal(values.Average(), histogram.Mean, 3);
    }

    [Fact]
    public void Takes_what_is_out_of_range_at_its_ends()
    {
        var histogram = new Histogram();

        histogram.Add(-5);
        histogram.Add(long.MaxValue);

        Assert.Equal(2, histogram.Count);
        Assert.Equal(0, histogram.Minimum);
        Assert.Equal(Histogram.LargestMicroseconds, histogram.Percentile(100));
    }

    [Fact]
    public void Has_nothing_to_say_about_nothing() => Assert.Equal(0, new Histogram().Percentile(99));

    [Fact]
    public void Sums_are_the_same_as_counting_together()
    {
        var one = new Histogram();
        var two = new Histogram();
        one.Add(10);
        two.Add(1000);
        two.Add(30);

        one.Add(two);

        Assert.Equal((3L, 10L, 30L, 1000L), (one.Count, one.Minimum, one.Percentile(50), one.Maximum));
    }
}

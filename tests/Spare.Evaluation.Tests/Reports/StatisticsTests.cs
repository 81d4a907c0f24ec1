using Spare.Evaluation.Reports;

namespace Spare.Evaluation.Tests.Reports;

public sealed class StatisticsTests
{
    [Fact]
    public void The_median_is_in_the_middle()
    {
        Assert.Equal(2, new[] { 3.0, 1, 2 }.Median());
        Assert.Equal(2.5, new[] { 4.0, 1, 2, 3 }.Median());
    }

    [Fact]
    public void A_percentile_is_a_value_that_was_there()
    {
        double[] values = [.. Enumerable.Range(1, 200).Select(value => (double)value)];

        Assert.Equal((198, 1, 200), (values.Percentile(0.99), values.Percentile(0), values.Percentile(1)));
        Assert.Equal(5, new[] { 5.0 }.Percentile(0.99));
    }

    [Theory]
    [InlineData(0.97, true)]
    [InlineData(0.96, false)]
    public void A_bound_is_reached_or_not(double value, bool reached)
    {
        Assert.Equal(reached, Bound.AtLeast(0.97).IsReachedBy(value));
        Assert.Equal(reached, Bound.AtMost(-0.97).IsReachedBy(-value));
        Assert.Equal((1, 3), (Bound.AtLeast(2).WorstOf([3, 1, 2]), Bound.AtMost(2).WorstOf([3, 1, 2])));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(0.98765, "0.988")]
    [InlineData(12.345, "12.3")]
    [InlineData(12345.6, "12346")]
    [InlineData(double.NaN, "-")]
    public void Numbers_have_three_digits_that_mean_something(double value, string shown) => Assert.Equal(shown, Text.Number(value));

    [Theory]
    [InlineData(1.06, "+6 %")]
    [InlineData(0.03, "−97 %")]
    [InlineData(1, "0 %")]
    public void Ratios_are_shown_as_more_or_less(double ratio, string shown) => Assert.Equal(shown, Text.Difference(ratio));
}

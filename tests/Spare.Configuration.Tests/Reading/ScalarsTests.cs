using Spare.Configuration.Reading;

namespace Spare.Configuration.Tests.Reading;

public sealed class ScalarsTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("0.5s", 500)]
    [InlineData("2min", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1500us", 1.5)]
    public void A_duration_has_a_unit(string text, double milliseconds)
    {
        Assert.Null(Scalars.Duration(TimeSpan.Zero, TimeSpan.FromDays(1)).Parse(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("ms")]
    [InlineData("-5s")]
    [InlineData("+5s")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("0.0001us")]
    [InlineData("99999999999999999999999999s")]
    [InlineData("25h")]
    public void Anything_else_is_no_duration(string text) =>
        Assert.NotNull(Scalars.Duration(TimeSpan.Zero, TimeSpan.FromDays(1)).Parse(text, out _));

    [Theory]
    [InlineData("1B", 1)]
    [InlineData("1.5KiB", 1536)]
    [InlineData("8MiB", 8 << 20)]
    public void A_size_has_a_unit(string text, long bytes)
    {
        Assert.Null(Scalars.Size(0, 1L << 40).Parse(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1kB")]
    [InlineData("1MB")]
    [InlineData("0.3B")]
    [InlineData("99999999GiB")]
    public void Anything_else_is_no_size(string text) => Assert.NotNull(Scalars.Size(0, 1L << 40).Parse(text, out _));
}

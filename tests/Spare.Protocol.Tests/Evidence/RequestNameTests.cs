using Spare.Protocol.Evidence;

namespace Spare.Protocol.Tests.Evidence;

public sealed class RequestNameTests
{
    private static readonly RequestId Request = new(new HostId(2), new Incarnation(7), 34);

    [Theory]
    [InlineData("12", "s12")]
    [InlineData("s12", "s12")]
    [InlineData("h2/34", "h2/34")]
    public void A_request_has_a_position_and_a_number_at_its_entry(string text, string printed)
    {
        Assert.True(RequestName.TryParse(text, out var name));
        Assert.Equal(printed, $"{name}");
        Assert.True(name.Means(Request, new SequenceNumber(12)));
    }

    [Theory]
    [InlineData("13")]
    [InlineData("h1/34")]
    [InlineData("h2/35")]
    public void Another_request_has_another_name(string text)
    {
        Assert.True(RequestName.TryParse(text, out var name));
        Assert.False(name.Means(Request, new SequenceNumber(12)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("s")]
    [InlineData("-1")]
    [InlineData("h1")]
    [InlineData("h0/1")]
    [InlineData("h1/0")]
    [InlineData("h1/2/3")]
    [InlineData("h4294967296/1")]
    [InlineData("99999999999999999999")]
    public void Anything_else_names_none(string text) => Assert.False(RequestName.TryParse(text, out _));
}

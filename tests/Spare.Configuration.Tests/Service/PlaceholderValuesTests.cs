using System.Net;
using Spare.Configuration.Service;

namespace Spare.Configuration.Tests.Service;

public sealed class PlaceholderValuesTests
{
    private static readonly PlaceholderValues Values = new("/srv/register", "/disk/run", 5432, "clerk", "register")
    {
        Address = IPAddress.Parse("10.99.0.2"),
        Port = 8000,
    };

    [Fact]
    public void Every_name_has_a_value() => Assert.Equal(
        "8000 10.99.0.2 /srv/register /disk/run 5432 clerk register",
        Values.Expand(string.Join(' ', PlaceholderValues.OfInstances.Select(name => $"${{{name}}}"))));

    [Fact]
    public void Other_text_stays_and_a_doubled_dollar_makes_a_literal() =>
        Assert.Equal("$HOME costs $5 ${port} 8000", Values.Expand("$HOME costs $5 $${port} ${port}"));
}

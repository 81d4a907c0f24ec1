using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Protocol.Tests.Http;

public sealed class RouteTableTests
{
    private static readonly RouteTable Table = new(
        RouteLimits.Default,
        [
            Declare(1, "/items", "GET"),
            Declare(2, "/items/*", "GET"),
            Declare(3, "/items/special"),
        ]);

    [Fact]
    public void A_route_is_told_in_words()
    {
        Assert.Equal("route 0: all methods, /* (write)", Table.Undeclared.ToString());
        Assert.StartsWith("route 1: GET, /items (", $"{Table.Declared[0]}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/items", 1)]
    [InlineData("HEAD", "/items?page=2", 1)]
    [InlineData("GET", "/items/7?x=/y", 2)]
    [InlineData("GET", "/items/special", 2)]
    [InlineData("POST", "/items/special", 3)]
    [InlineData("POST", "/items", 0)]
    [InlineData("GET", "/itemsX", 0)]
    [InlineData("OPTIONS", "*", 0)]
    public void The_first_declared_route_that_matches_takes_the_request(string method, string target, int expected) =>
        Assert.Equal(expected, Table.Resolve(method, target).Number.Value);

    [Theory]
    [InlineData("/items/../bid")]
    [InlineData("/items/./7")]
    [InlineData("/items//7")]
    [InlineData("/items/%2e%2e/bid")]
    [InlineData("/items/a%2Fb")]
    [InlineData("/items/..")]
    public void A_path_that_servers_read_differently_is_never_a_declared_read(string target) =>
        Assert.Equal(RouteClass.Write, Table.Resolve("GET", target).Class);

    [Fact]
    public void A_number_that_no_route_has_is_not_found()
    {
        Assert.True(Table.TryGet(new RouteNumber(3), out var last));
        Assert.Equal("/items/special", last.Path.ToString());
        Assert.False(Table.TryGet(new RouteNumber(4), out _));
    }

    [Theory]
    [InlineData("items")]
    [InlineData("")]
    [InlineData("/a*b")]
    [InlineData("/a?b")]
    [InlineData("/a b")]
    [InlineData("/a/../b")]
    [InlineData("/ä")]
    public void A_bad_pattern_is_refused_with_the_mistake(string text)
    {
        Assert.False(RoutePattern.TryParse(text, out _, out var mistake));
        Assert.NotEmpty(mistake);
    }

    private static Route Declare(int number, string path, params string[] methods)
    {
        Assert.True(RoutePattern.TryParse(path, out var pattern, out _));
        return new Route
        {
            Number = new RouteNumber((ushort)number),
            Path = pattern,
            Methods = [.. methods],
            Class = RouteClass.Read,
        };
    }
}

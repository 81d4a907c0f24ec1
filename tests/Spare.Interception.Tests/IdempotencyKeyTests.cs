using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Interception.Tests;

public sealed class IdempotencyKeyTests
{
    private const string Head = " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n";

    [Fact]
    public async Task A_write_is_called_by_the_key_that_its_client_sends()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        await running.AskAsync($"POST{Head}Idempotency-Key: abc\r\n\r\n");
        var key = running.Sink.LastKey;
        Assert.True(IdempotencyKey.TryRead(running.Sink.Requests[0].Bytes, out var read));
        Assert.Equal(read, key);
        await running.AskAsync($"POST{Head}Idempotency-Key: abd\r\n\r\n");
        Assert.NotEqual(key, running.Sink.LastKey);
        await running.AskAsync($"POST{Head}\r\n");
        Assert.Null(running.Sink.LastKey);
    }

    [Theory]
    [InlineData("Idempotency-Key: a\r\nIdempotency-Key: b\r\n")]
    [InlineData("Idempotency-Key:\r\n")]
    public async Task A_key_that_is_none_is_refused(string fields)
    {
        await using var running = await RunningFrontEnd.StartAsync();
        Assert.Equal(400, (await running.AskAsync($"POST{Head}{fields}\r\n")).Status);
        Assert.Empty(running.Sink.Requests);
    }

    [Fact]
    public async Task The_key_of_a_declared_read_is_not_looked_at()
    {
        Assert.True(RoutePattern.TryParse("/", out var pattern, out _));
        var read = new Route { Number = new RouteNumber(1), Path = pattern, Class = RouteClass.Read };
        await using var running = await RunningFrontEnd.StartAsync(routes: new RouteTable(RouteLimits.Default, [read]));
        Assert.Equal(200, (await running.AskAsync($"GET{Head}Idempotency-Key:\r\n\r\n")).Status);
        Assert.Null(running.Sink.LastKey);
    }
}

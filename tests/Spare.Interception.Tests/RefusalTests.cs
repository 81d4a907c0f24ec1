using System.Text.Json;
using Spare.Protocol.Http;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Interception.Tests;

public sealed class RefusalTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static readonly RouteLimits Small = new(100, 1000, TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 501)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n", 501)]
    [InlineData("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n", 501)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: miracles\r\n\r\n", 417)]
    [InlineData("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505)]
    public async Task What_cannot_be_served_is_refused_and_closed(string request, int status)
    {
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        await client.SendAsync(request);
        Assert.Equal(status, (await client.ReadReplyAsync()).Status);
        Assert.True(await client.IsClosedAsync());
        Assert.Empty(running.Sink.Requests);
    }

    [Theory]
    [InlineData(33)]
    [InlineData(300)]
    public async Task A_method_that_is_too_long_is_refused_before_it_is_ordered(int length)
    {
        await using var running = await RunningFrontEnd.StartAsync();
        Assert.Equal(200, (await running.AskAsync($"{new string('M', 32)} / HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        Assert.Equal(501, (await running.AskAsync($"{new string('M', length)} / HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        Assert.Single(running.Sink.Requests);
    }

    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("5\r\nhelloXX0\r\n\r\n")]
    public async Task A_chunk_that_is_none_gets_400_and_fills_no_log(string body)
    {
        using var log = new LoudLog();
        await using var running = await RunningFrontEnd.StartAsync(loggers: log);
        using var client = await running.ConnectAsync();
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        Assert.Equal(400, (await client.ReadReplyAsync()).Status);
        Assert.True(await client.IsClosedAsync());
        Assert.Empty(running.Sink.Requests);
        Assert.Empty(log.Entries);
    }

    [Fact]
    public async Task Event_streams_among_other_types_are_no_reason_to_refuse()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        var reply = await running.AskAsync("GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html, text/event-stream\r\n\r\n");
        Assert.Equal(200, reply.Status);
    }

    [Fact]
    public async Task A_target_that_is_too_long_gets_414()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        Assert.Equal(414, (await running.AskAsync($"GET /{new string('a', 20_000)} HTTP/1.1\r\n\r\n")).Status);
        Assert.Equal(414, (await running.AskAsync($"GET /{new string('a', 100_000)} HTTP/1.1\r\n\r\n")).Status);
    }

    [Theory]
    [InlineData(101, 10)]
    [InlineData(2, 20_000)]
    public async Task A_header_that_is_too_long_gets_431(int count, int length)
    {
        var fields = string.Concat(Enumerable.Range(0, count).Select(i => $"X{i}: {new string('a', length)}\r\n"));
        await using var running = await RunningFrontEnd.StartAsync();
        Assert.Equal(431, (await running.AskAsync($"GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n")).Status);
        Assert.Empty(running.Sink.Requests);
    }

    [Fact]
    public async Task A_body_over_the_cap_of_its_route_gets_413()
    {
        await using var running = await RunningFrontEnd.StartAsync(routes: RunningFrontEnd.Routes(("/small", Small)));
        var exact = new string('b', 100);
        Assert.Equal(200, (await running.AskAsync(Post("/small", exact))).Status);
        Assert.Equal(413, (await running.AskAsync(Post("/small", exact + "b"))).Status);
        Assert.Equal(200, (await running.AskAsync(Post("/large", exact + "b"))).Status);
        Assert.Equal(413, (await running.AskAsync(
            $"POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n{exact}b\r\n0\r\n\r\n")).Status);
        Assert.Equal(2, running.Sink.Requests.Count);
    }

    [Fact]
    public async Task A_client_that_sends_far_too_much_still_reads_413_and_is_closed()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        await client.SendAsync(Post("/", new string('b', 5_000_000)));
        var reply = await client.ReadReplyAsync();
        Assert.Equal(413, reply.Status);
        Assert.True(reply.SaysClose);
        Assert.True(await client.IsClosedAsync());
        await Until.TrueAsync(() => running.FrontEnd.BufferedBytes == 0);
    }

    [Fact]
    public async Task An_oversize_body_that_waits_for_permission_is_refused_before_it_is_sent()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        var reply = await running.AskAsync(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(413, reply.Status);
    }

    [Theory]
    [InlineData("GET / HT")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX:")]
    public async Task A_slow_header_gets_408(string beginning)
    {
        await using var running = await RunningFrontEnd.StartAsync(
            options => options with { HeaderTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = await running.ConnectAsync();
        await client.SendAsync(beginning);
        Assert.Equal(408, (await client.ReadReplyAsync()).Status);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task A_slow_body_gets_408()
    {
        await using var running = await RunningFrontEnd.StartAsync(
            options => options with { RateGrace = TimeSpan.FromMilliseconds(1100) });
        using var client = await running.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\nabc");
        Assert.Equal(408, (await client.ReadReplyAsync()).Status);
        Assert.True(await client.IsClosedAsync());
        Assert.Empty(running.Sink.Requests);
        await Until.TrueAsync(() => running.FrontEnd.BufferedBytes == 0);
    }

    [Fact]
    public async Task An_idle_connection_is_closed()
    {
        await using var running = await RunningFrontEnd.StartAsync(
            options => options with { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = await running.ConnectAsync();
        await client.SendAsync(Get);
        await client.ReadReplyAsync();
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task A_refusal_of_the_sink_is_a_problem_document()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        running.Sink.Answer = _ => new(new ClientAnswer.Refusal(503, "Replies \"differ\".", TimeSpan.FromSeconds(1.5))
        {
            Request = new RequestId(new HostId(1), new Incarnation(5), 56),
        });
        using var client = await running.ConnectAsync();
        await client.SendAsync(Get);
        var reply = await client.ReadReplyAsync();
        Assert.Equal(503, reply.Status);
        Assert.Equal(["2"], reply.Headers["retry-after"]);
        Assert.Equal(["application/problem+json"], reply.Headers["content-type"]);
        Assert.Equal(["h1/56"], reply.Headers["spare-request"]);
        using var document = JsonDocument.Parse(reply.Body);
        Assert.Equal("about:blank", document.RootElement.GetProperty("type").GetString());
        Assert.Equal("Service Unavailable", document.RootElement.GetProperty("title").GetString());
        Assert.Equal(503, document.RootElement.GetProperty("status").GetInt32());
        Assert.Equal("Replies \"differ\".", document.RootElement.GetProperty("detail").GetString());
        running.Sink.Answer = _ => new(RecordingSink.Reply(200, "again"));
        await client.SendAsync(Get);
        Assert.Equal("again", (await client.ReadReplyAsync()).Body);
    }

    [Fact]
    public async Task Requests_beyond_the_limit_wait_and_then_get_503()
    {
        await using var running = await RunningFrontEnd.StartAsync(
            options => options with { RequestsMaximum = 1, Patience = TimeSpan.FromMilliseconds(300) });
        var (asked, answer) = Hold(running.Sink);
        using var first = await running.ConnectAsync();
        await first.SendAsync(Get);
        await asked;
        var refused = await running.AskAsync(Get);
        Assert.Equal(503, refused.Status);
        Assert.Equal(["1"], refused.Headers["retry-after"]);
        var waiting = running.AskAsync(Get);
        answer.SetResult();
        Assert.Equal("held", (await first.ReadReplyAsync()).Body);
        Assert.Equal("held", (await waiting).Body);
    }

    [Fact]
    public async Task Bodies_beyond_the_buffer_wait_and_then_get_503()
    {
        await using var running = await RunningFrontEnd.StartAsync(
            options => options with { BufferMaximum = 1024 * 1024, Patience = TimeSpan.FromMilliseconds(300) });
        var (asked, answer) = Hold(running.Sink);
        var large = Post("/", new string('b', 900_000));
        using var first = await running.ConnectAsync();
        await first.SendAsync(large);
        await asked;
        Assert.Equal(503, (await running.AskAsync(large)).Status);
        var small = running.AskAsync(Post("/", "small"));
        var waiting = running.AskAsync(large);
        answer.SetResult();
        Assert.Equal("held", (await small).Body);
        Assert.Equal("held", (await waiting).Body);
        Assert.Equal("held", (await first.ReadReplyAsync()).Body);
    }

    [Fact]
    public async Task A_connection_too_many_gets_503_and_is_closed()
    {
        await using var running = await RunningFrontEnd.StartAsync(options => options with { ConnectionsMaximum = 2 });
        using var first = await running.ConnectAsync();
        await first.SendAsync(Get);
        Assert.Equal(200, (await first.ReadReplyAsync()).Status);
        using (var second = await running.ConnectAsync())
        {
            await second.SendAsync(Get);
            Assert.Equal(200, (await second.ReadReplyAsync()).Status);
            using var third = await running.ConnectAsync();
            await third.SendAsync(Get);
            Assert.Equal(503, (await third.ReadReplyAsync()).Status);
            third.CloseSending();
            Assert.True(await third.IsClosedAsync());
        }

        await first.SendAsync(Get);
        Assert.Equal(200, (await first.ReadReplyAsync()).Status);
    }

    [Fact]
    public async Task A_client_that_leaves_gives_its_place_back()
    {
        await using var running = await RunningFrontEnd.StartAsync(options => options with { RequestsMaximum = 1 });
        var (asked, _) = Hold(running.Sink);
        using (var first = await running.ConnectAsync())
        {
            await first.SendAsync(Get);
            await asked;
        }

        running.Sink.Answer = _ => new(RecordingSink.Reply(200, "next"));
        Assert.Equal("next", (await running.AskAsync(Get)).Body);
    }

    private static (Task Asked, TaskCompletionSource Answer) Hold(RecordingSink sink)
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        sink.Answer = async _ =>
        {
            asked.TrySetResult();
            await answer.Task;
            return RecordingSink.Reply(200, "held");
        };
        return (asked.Task, answer);
    }

    private static string Post(string path, string body) =>
        $"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}

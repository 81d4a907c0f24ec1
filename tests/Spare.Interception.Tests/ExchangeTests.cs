using System.Text;
using Spare.Protocol.Http;

namespace Spare.Interception.Tests;

public sealed class ExchangeTests
{
    private const string Get = "GET /path?q=1 HTTP/1.1\r\nHost: example\r\n\r\n";

    [Fact]
    public async Task A_request_becomes_canonical_with_the_clients_address_and_scheme()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        await running.AskAsync(
            "GET /a/%2e%7E?x=|{}%20 HTTP/1.1\r\nHost: example\r\nAccept: */*\r\nConnection: X-Hop\r\n"
            + "X-Hop: 1\r\nCookie: a=\u00E4\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX_Forwarded_Proto: https\r\n"
            + "Spare-Time: 1\r\nSpare_Seed: 2\r\nProxy-Authorization: secret\r\nTE: trailers\r\n\r\n");
        var request = Assert.Single(running.Sink.Requests);
        Assert.Equal("GET", request.Method);
        Assert.Equal("/a/%2e%7E?x=|{}%20", Encoding.Latin1.GetString(request.Target.Span));
        Assert.Equal(
            "accept: */*\r\ncookie: a=\u00E4\r\nhost: example\r\nx-forwarded-for: 127.0.0.1\r\nx-forwarded-proto: http\r\n",
            Encoding.Latin1.GetString(request.Headers.Span));
    }

    [Theory]
    [InlineData("http://example/a?b=c", "/a?b=c")]
    [InlineData("http://example", "/")]
    [InlineData("http://example?x", "/?x")]
    public async Task An_absolute_target_becomes_its_path(string target, string path)
    {
        await using var running = await RunningFrontEnd.StartAsync();
        Assert.Equal(path, (await running.AskAsync($"GET {target} HTTP/1.1\r\nHost: example\r\n\r\n")).Body);
    }

    [Fact]
    public async Task A_connection_serves_one_request_after_another()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync($"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n");
            var reply = await client.ReadReplyAsync();
            Assert.Equal($"/{i}", reply.Body);
            Assert.False(reply.SaysClose);
        }
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_their_order()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        await client.SendAsync(string.Concat(Enumerable.Range(0, 5).Select(i => $"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n")));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal($"/{i}", (await client.ReadReplyAsync()).Body);
        }
    }

    [Theory]
    [InlineData("Content-Length: 11\r\n\r\nhello world")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: Chunked\r\nTrailer: X\r\n\r\n00b\r\nhello world\r\n0\r\nX: y\r\n\r\n")]
    public async Task Bodies_are_equal_however_they_were_sent(string rest)
    {
        await using var running = await RunningFrontEnd.StartAsync();
        await running.AskAsync("POST / HTTP/1.1\r\nHost: a\r\n" + rest);
        var request = Assert.Single(running.Sink.Requests);
        Assert.Equal("hello world", Encoding.Latin1.GetString(request.Body.Span));
        Assert.Equal(
            "host: a\r\nx-forwarded-for: 127.0.0.1\r\nx-forwarded-proto: http\r\n",
            Encoding.Latin1.GetString(request.Headers.Span));
    }

    [Fact]
    public async Task A_client_that_expects_it_is_told_to_continue()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(100, (await client.ReadReplyAsync()).Status);
        await client.SendAsync("hello");
        Assert.Equal(200, (await client.ReadReplyAsync()).Status);
        Assert.Equal("hello", Encoding.Latin1.GetString(Assert.Single(running.Sink.Requests).Body.Span));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("Connection: keep-alive\r\n", false)]
    public async Task An_old_client_gets_a_length_and_the_connection_it_asked_for(string header, bool closes)
    {
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        await client.SendAsync($"GET /old HTTP/1.0\r\n{header}\r\n");
        var reply = await client.ReadReplyAsync();
        Assert.Equal("/old", reply.Body);
        Assert.Equal(4, reply.Length);
        Assert.Equal(closes, !reply.Headers["connection"].Contains("keep-alive"));
        Assert.StartsWith(
            "host: localhost\r\n",
            Encoding.Latin1.GetString(Assert.Single(running.Sink.Requests).Headers.Span),
            StringComparison.Ordinal);
        if (closes)
        {
            Assert.True(await client.IsClosedAsync());
        }
    }

    [Fact]
    public async Task A_reply_is_sent_as_agreed()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        running.Sink.Answer = _ => new(RecordingSink.Reply(
            404, "nothing", ("date", "Tue, 01 Jan 2030 00:00:00 GMT"), ("set-cookie", "a=1"), ("set-cookie", "b=\u00E4")));
        var reply = await running.AskAsync(Get);
        Assert.Equal(404, reply.Status);
        Assert.Equal("nothing", reply.Body);
        Assert.Equal(["a=1", "b=\u00E4"], reply.Headers["set-cookie"]);
        Assert.Equal(["Tue, 01 Jan 2030 00:00:00 GMT"], reply.Headers["date"]);
        Assert.Equal(["7"], reply.Headers["spare-position"]);
        Assert.Equal(["1970-01-01T00:00:01.000000Z"], reply.Headers["spare-time"]);
        Assert.Empty(reply.Headers["server"]);
        Assert.Empty(reply.Headers["transfer-encoding"]);
    }

    [Theory]
    [InlineData("HEAD", 200, "1234")]
    [InlineData("GET", 304, "1234")]
    [InlineData("GET", 204, null)]
    public async Task A_reply_without_a_body_leaves_the_connection_usable(string method, int status, string? length)
    {
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        running.Sink.Answer = _ => new(length is null
            ? RecordingSink.Reply(status, "") : RecordingSink.Reply(status, "", ("content-length", length)));
        await client.SendAsync($"{method} / HTTP/1.1\r\nHost: a\r\n\r\n");
        var reply = await client.ReadReplyAsync(isHead: true);
        Assert.Equal(status, reply.Status);
        Assert.Equal(length, reply.Headers["content-length"].SingleOrDefault());
        running.Sink.Answer = _ => new(RecordingSink.Reply(200, "next"));
        await client.SendAsync(Get);
        Assert.Equal("next", (await client.ReadReplyAsync()).Body);
    }

    [Fact]
    public async Task A_large_reply_arrives_whole()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        var body = string.Concat(Enumerable.Range(0, 400_000).Select(i => i % 10));
        running.Sink.Answer = _ => new(RecordingSink.Reply(200, body));
        Assert.Equal(body, (await running.AskAsync(Get)).Body);
    }

    [Fact]
    public async Task Requests_carry_the_number_of_their_route()
    {
        await using var running = await RunningFrontEnd.StartAsync(
            routes: RunningFrontEnd.Routes(("/a*", RouteLimits.Default), ("/b", RouteLimits.Default)));
        foreach (var path in new[] { "/abc", "/b", "/c" })
        {
            await running.AskAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        }

        Assert.Equal([1, 2, 0], running.Sink.Routes);
    }

    [Fact]
    public async Task Nothing_stays_buffered_once_clients_are_answered()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        await running.AskAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        await Until.TrueAsync(() => running.FrontEnd.BufferedBytes == 0);
    }

    [Fact]
    public async Task A_host_that_is_drained_finishes_what_it_serves_and_refuses_what_comes_until_that_is_undone()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        running.Sink.Answer = async _ =>
        {
            asked.TrySetResult();
            await answer.Task;
            return RecordingSink.Reply(200, "late");
        };
        using var client = await running.ConnectAsync();
        await client.SendAsync(Get);
        await asked.Task;

        running.FrontEnd.IsDraining = true;
        var refused = await running.AskAsync(Get);
        answer.SetResult();

        Assert.Equal(503, refused.Status);
        Assert.Contains("is being drained", refused.Body, StringComparison.Ordinal);
        Assert.Equal("late", (await client.ReadReplyAsync()).Body);
        running.FrontEnd.IsDraining = false;
        Assert.Equal("late", (await running.AskAsync(Get)).Body);
    }

    [Fact]
    public async Task A_stop_lets_requests_finish()
    {
        var running = await RunningFrontEnd.StartAsync();
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        running.Sink.Answer = async _ =>
        {
            asked.SetResult();
            await answer.Task;
            return RecordingSink.Reply(200, "late");
        };
        using var client = await running.ConnectAsync();
        await client.SendAsync(Get);
        await asked.Task;
        var stopping = running.FrontEnd.StopAsync(TimeSpan.FromSeconds(15));
        answer.SetResult();
        Assert.Equal("late", (await client.ReadReplyAsync()).Body);
        await stopping;
        await running.DisposeAsync();
    }
}

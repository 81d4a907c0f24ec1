using System.Net;
using System.Net.Sockets;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replicas.Services;

namespace Spare.Replicas.Tests.Services;

public sealed class ServiceClientTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task Sends_target_and_fields_byte_for_byte_with_agreed_time_and_seed()
    {
        await using var service = new FakeService(AnswerAll(Ok));
        using var client = Client(service);
        await client.ExecuteAsync(Calls.Get("/a/../b/%2e%7E?x=%2F|{}"), default);
        Assert.Equal(
            "GET /a/../b/%2e%7E?x=%2F|{} HTTP/1.1\r\naccept-encoding: gzip\r\nhost: example\r\n"
            + "spare-time: 2027-01-15T08:00:00.123456Z\r\nspare-seed: 00000000000000010000000000000002\r\n\r\n",
            Assert.Single(service.Requests));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(500_000)]
    public async Task Sends_a_body_with_its_length(int length)
    {
        await using var service = new FakeService(AnswerAll(Ok));
        using var client = Client(service);
        var body = new string('b', length);
        var reply = await client.ExecuteAsync(Calls.Make("POST", "/", body, RouteLimits.Default), default);
        Assert.Equal("ok", Calls.Text(reply.Parsed().Body));
        Assert.EndsWith($"\r\ncontent-length: {length}\r\n\r\n{body}", Assert.Single(service.Requests));
    }

    [Fact]
    public async Task Keeps_a_connection_for_the_next_request()
    {
        await using var service = new FakeService(AnswerAll(Ok));
        using var client = Client(service);
        for (var i = 0; i < 5; i++)
        {
            (await client.ExecuteAsync(Calls.Get(), default)).Parsed();
        }

        Assert.Equal(1, service.Connections);
    }

    [Fact]
    public async Task Has_as_many_connections_as_permitted_and_no_more()
    {
        var started = new SemaphoreSlim(0);
        var go = new TaskCompletionSource();
        await using var service = new FakeService(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                started.Release();
                await go.Task;
                await connection.SendAsync(Ok);
            }
        });
        using var client = Client(service, connections: 2);
        var calls = Enumerable.Range(0, 6).Select(_ => client.ExecuteAsync(Calls.Get(), default).AsTask()).ToList();
        Assert.True(await started.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.True(await started.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(2, service.Connections);
        go.SetResult();
        foreach (var call in calls)
        {
            (await call).Parsed();
        }

        Assert.Equal(2, service.Connections);
    }

    [Fact]
    public async Task A_connection_that_the_service_closed_meanwhile_is_not_used()
    {
        var closed = new TaskCompletionSource();
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(Ok);
            connection.Close();
            closed.TrySetResult();
        });
        using var client = Client(service);
        for (var i = 0; i < 20; i++)
        {
            (await client.ExecuteAsync(Calls.Get(), default)).Parsed();
            await closed.Task;
            await ClosedConnectionIsSeen(client);
        }

        Assert.Equal(20, service.Requests.Count);
    }

    [Fact]
    public async Task A_write_is_never_sent_again()
    {
        await using var service = new FakeService(AnswerFirstThenClose);
        using var client = Client(service);
        (await client.ExecuteAsync(Calls.Get("/1"), default)).Parsed();
        var second = await client.ExecuteAsync(Calls.Get("/2"), default);
        Assert.Equal(Outcome.ServiceDied, second.Outcome);
        Assert.Single(service.Requests, request => request.StartsWith("GET /2 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_that_met_a_closing_connection_is_sent_again_on_a_new_one()
    {
        await using var service = new FakeService(AnswerFirstThenClose);
        using var client = Client(service);
        (await client.ExecuteAsync(Calls.Get("/1", RouteClass.Read), default)).Parsed();
        (await client.ExecuteAsync(Calls.Get("/2", RouteClass.Read), default)).Parsed();
        Assert.Equal(2, service.Requests.Count(request => request.StartsWith("GET /2 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_read_on_a_new_connection_is_not_sent_again()
    {
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Close();
        });
        using var client = Client(service);
        var reply = await client.ExecuteAsync(Calls.Get("/", RouteClass.Read), default);
        Assert.Equal(Outcome.ServiceDied, reply.Outcome);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task A_service_that_does_not_listen_has_died()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var client =
            new ServiceClient((IPEndPoint)reserved.LocalEndPoint!, VolatileFields.None, new ServiceClientOptions());
        var reply = await client.ExecuteAsync(Calls.Get(), default);
        Assert.Equal(Outcome.ServiceDied, reply.Outcome);
        Assert.Contains("no connection to 127.0.0.1", reply.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_closes_the_connection_and_frees_its_place()
    {
        var asked = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            if (connection.Number > 0)
            {
                await connection.SendAsync(Ok);
                return;
            }

            asked.SetResult();
            await connection.WaitForCloseAsync();
            closed.SetResult();
        });
        using var client = Client(service);
        using var cancellation = new CancellationTokenSource();
        var call = client.ExecuteAsync(Calls.Get(), cancellation.Token).AsTask();
        await asked.Task;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        (await client.ExecuteAsync(Calls.Get(), default)).Parsed();
    }

    [Fact]
    public async Task Digest_alone_equals_that_of_the_whole_reply()
    {
        var body = new string('x', 300_000);
        await using var service = new FakeService(
            AnswerAll($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var client = Client(service);
        var call = Calls.Get().Within(TimeSpan.FromSeconds(10), body.Length);
        var whole = await client.ExecuteAsync(call, default);
        var digest = await client.ExecuteAsync(call with { Keep = ReplyKeeping.Digest }, default);
        Assert.Equal(body, Calls.Text(whole.Parsed().Body));
        Assert.Equal(whole.Digest, digest.Digest);
        Assert.True(digest.Canonical.IsEmpty);
    }

    internal static ServiceClient Client(FakeService service, int connections = 1, VolatileFields? volatileFields = null) =>
        new(service.Endpoint, volatileFields ?? VolatileFields.None,
            new ServiceClientOptions { ConnectionsMaximum = connections });

    internal static Func<FakeServiceConnection, Task> AnswerAll(string reply) => async connection =>
    {
        while (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync(reply);
        }
    };

    /// <summary>The first connection carries one reply, and closes once it has got the next request.</summary>
    private static async Task AnswerFirstThenClose(FakeServiceConnection connection)
    {
        await connection.ReadRequestAsync();
        await connection.SendAsync(Ok);
        await connection.ReadRequestAsync();
        if (connection.Number == 0)
        {
            connection.Close();
        }
    }

    /// <summary>The end of the connection reaches the client a moment after the service has closed.</summary>
    private static Task ClosedConnectionIsSeen(ServiceClient client) => Until.TrueAsync(() => client.IdleQuiet == 0);
}

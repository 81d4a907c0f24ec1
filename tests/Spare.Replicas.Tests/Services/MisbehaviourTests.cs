using System.Diagnostics;
using Spare.Protocol.Messages;
using Spare.Replicas.Services;

namespace Spare.Replicas.Tests.Services;

public sealed class MisbehaviourTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData(0, "The service misbehaved (surplus bytes): 3 bytes.")]
    [InlineData(2, "The service misbehaved (surplus bytes, and 2 more like it before): 3 bytes.")]
    public void Misbehaviour_is_told_in_words(long suppressed, string told) =>
        Assert.Equal(told, new ServiceMisbehaviour(MisbehaviourKind.SurplusBytes, "3 bytes", suppressed).ToString());

    public static TheoryData<string, string> MalformedReplies => new()
    {
        { "no HTTP", "SSH-2.0-OpenSSH_9.2\r\n" },
        { "another version", "HTTP/2.0 200 OK\r\n\r\n" },
        { "no status", "HTTP/1.1 \r\n\r\n" },
        { "status of two digits", "HTTP/1.1 20 OK\r\n\r\n" },
        { "status of four digits", "HTTP/1.1 2000 OK\r\n\r\n" },
        { "status 600", "HTTP/1.1 600 X\r\nContent-Length: 0\r\n\r\n" },
        { "status 099", "HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n" },
        { "bare LF after the status line", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n" },
        { "bare LF after a header", "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n" },
        { "bare LF at the end", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n" },
        { "folded header", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n" },
        { "NUL", "HTTP/1.1 200 OK\r\nX: a\0\r\nContent-Length: 0\r\n\r\n" },
        { "control byte", "HTTP/1.1 200 OK\r\nX: a\u0001\r\nContent-Length: 0\r\n\r\n" },
        { "bare CR", "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n" },
        { "space before the colon", "HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 0\r\n\r\n" },
        { "header without a colon", "HTTP/1.1 200 OK\r\nX\r\nContent-Length: 0\r\n\r\n" },
        { "two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok" },
        { "two equal lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok" },
        { "listed lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok" },
        { "length with plus", "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok" },
        { "length beside coding", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n" },
        { "coding beside length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n" },
        { "unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok" },
        { "gzip, chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" },
        { "switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" },
        { "body with 204", "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok" },
        { "chunks with 204", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { "event stream", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n" },
        { "chunk size not hexadecimal", Chunked("2x\r\nok\r\n0\r\n\r\n") },
        { "chunk size overflow", Chunked("FFFFFFFFFF\r\nok\r\n0\r\n\r\n") },
        { "chunk longer than its size", Chunked("2\r\nokay\r\n0\r\n\r\n") },
        { "chunk size line with LF", Chunked("2\nok\r\n0\r\n\r\n") },
        { "chunk extension", Chunked("2;a=b\r\nok\r\n0\r\n\r\n") },
        { "malformed trailer", Chunked("2\r\nok\r\n0\r\nX\r\n\r\n") },
        { "too many interim replies", string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 9)) + Ok },
        { "too many headers", "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 200)) + "\r\n" },
        { "endless header", "HTTP/1.1 200 OK\r\nX: " + new string('y', 40_000) },
    };

    [Theory]
    [MemberData(nameof(MalformedReplies))]
    public async Task A_doubtful_reply_is_malformed_and_its_connection_closed(string what, string bytes)
    {
        Assert.NotEmpty(what);
        var closed = new TaskCompletionSource();
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            try
            {
                await connection.SendAsync(bytes);
                await connection.WaitForCloseAsync();
            }
            catch (IOException)
            {
                // Reset: bytes that nobody read any more.
            }

            closed.SetResult();
        });
        using var client = ServiceClientTests.Client(service);
        var reply = await client.ExecuteAsync(Calls.Get(), default);
        Assert.Equal(Outcome.Malformed, reply.Outcome);
        Assert.NotEmpty(reply.Detail);
        Assert.Equal(default, reply.Digest);
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(MisbehaviourKind.Malformed, (await NextNotice(client)).Kind);
    }

    [Theory]
    [InlineData("Content-Length: 1001\r\n\r\n")]
    [InlineData("Content-Length: 999999999999999\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3e9\r\n")]
    [InlineData("\r\n")]
    public async Task A_flood_is_oversize_as_soon_as_it_passes_the_cap(string headerEnd)
    {
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\n" + headerEnd);
            while (true)
            {
                await connection.SendAsync(new string('x', 100_000));
            }
        });
        using var client = ServiceClientTests.Client(service);
        var reply = await client.ExecuteAsync(Calls.Get(), default);
        Assert.Equal(Outcome.Oversize, reply.Outcome);
        Assert.Equal(MisbehaviourKind.Oversize, (await NextNotice(client)).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")]
    public async Task A_drip_ends_at_the_deadline(string beginning)
    {
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(beginning);
            await connection.WaitForCloseAsync();
        });
        using var client = ServiceClientTests.Client(service);
        var watch = Stopwatch.StartNew();
        var reply = await client.ExecuteAsync(Calls.Get().Within(TimeSpan.FromMilliseconds(200)), default);
        Assert.Equal(Outcome.TimedOut, reply.Outcome);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(180), TimeSpan.FromSeconds(5));
        Assert.Equal(MisbehaviourKind.TimedOut, (await NextNotice(client)).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task A_reply_that_is_cut_short_means_that_the_service_died(string beginning)
    {
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(beginning);
            connection.Close();
        });
        using var client = ServiceClientTests.Client(service);
        Assert.Equal(Outcome.ServiceDied, (await client.ExecuteAsync(Calls.Get(), default)).Outcome);
        Assert.Equal(MisbehaviourKind.Died, (await NextNotice(client)).Kind);
    }

    [Theory]
    [InlineData("GET", Ok + "surplus")]
    [InlineData("GET", Ok + Ok)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\nbody")]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("HEAD", Ok)]
    public async Task Surplus_bytes_are_noticed_and_never_reach_the_next_request(string method, string bytes)
    {
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(connection.Number == 0 ? bytes : Ok);
            await connection.WaitForCloseAsync();
        });
        using var client = ServiceClientTests.Client(service);
        var call = Calls.Make(method, "/", "", Calls.Get().Route.Limits);
        (await client.ExecuteAsync(call, default)).Parsed();
        var notice = await NextNotice(client);
        Assert.Equal(MisbehaviourKind.SurplusBytes, notice.Kind);
        Assert.Equal("ok", Calls.Text((await client.ExecuteAsync(Calls.Get(), default)).Parsed().Body));
        Assert.Equal(2, service.Connections);
    }

    [Fact]
    public async Task A_second_reply_that_comes_late_closes_the_idle_connection()
    {
        var more = new TaskCompletionSource();
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(Ok);
            if (connection.Number == 0)
            {
                await more.Task;
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
            }

            await connection.WaitForCloseAsync();
        });
        using var client = ServiceClientTests.Client(service);
        (await client.ExecuteAsync(Calls.Get(), default)).Parsed();
        more.SetResult();
        await Until.TrueAsync(() => client.IdleQuiet == 0);
        Assert.Equal("ok", Calls.Text((await client.ExecuteAsync(Calls.Get(), default)).Parsed().Body));
        Assert.Equal(MisbehaviourKind.SurplusBytes, (await NextNotice(client)).Kind);
    }

    [Fact]
    public async Task Notices_are_limited_and_say_how_many_were_held_back()
    {
        await using var service = new FakeService(ServiceClientTests.AnswerAll("nonsense\r\n\r\n"));
        using var client = ServiceClientTests.Client(service);
        ServiceMisbehaviour? second = null;
        var first = default(ServiceMisbehaviour);
        var calls = 0L;
        while (second is null)
        {
            Assert.Equal(Outcome.Malformed, (await client.ExecuteAsync(Calls.Get(), default)).Outcome);
            calls++;
            first ??= await NextNotice(client);
            client.Misbehaviours.TryRead(out second);
        }

        Assert.Equal(0, first!.Suppressed);
        Assert.Equal(calls - 2, second.Suppressed);
    }

    private static string Chunked(string body) => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body;

    private static async Task<ServiceMisbehaviour> NextNotice(ServiceClient client) =>
        await client.Misbehaviours.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
}

namespace Spare.Interception.Tests;

public sealed class SmugglingTests
{
    /// <summary>What two servers could read differently; each is refused, whatever Kestrel itself would do.</summary>
    public static TheoryData<string, string> Ambiguous => new()
    {
        { "length beside coding", Post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") },
        { "coding beside length", Post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n") },
        { "two lengths", Post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello") },
        { "two equal lengths", Post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello") },
        { "listed lengths", Post("Content-Length: 5, 5\r\n", "hello") },
        { "length with plus", Post("Content-Length: +4\r\n", "hell") },
        { "negative length", Post("Content-Length: -4\r\n", "hell") },
        { "hexadecimal length", Post("Content-Length: 0x4\r\n", "hell") },
        { "empty length", Post("Content-Length:\r\n", "") },
        { "huge length", Post("Content-Length: 99999999999999999999\r\n", "") },
        { "gzip, chunked", Post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n") },
        { "chunked twice", Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") },
        { "chunked, chunked", Post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n") },
        { "chunked, identity", Post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n") },
        { "xchunked", Post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n") },
        { "coding before a tab", Post("Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n") },
        { "coding in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { "bare LF in request line", "GET / HTTP/1.1\nHost: a\r\n\r\n" },
        { "bare LF in header", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n" },
        { "bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n" },
        { "bare CR", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n" },
        { "NUL", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n" },
        { "0x01 in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\u0001b\r\n\r\n" },
        { "0x7F in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\u007Fb\r\n\r\n" },
        { "folded header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n" },
        { "space before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n" },
        { "no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n" },
        { "two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" },
        { "no host", "GET / HTTP/1.1\r\nX: a\r\n\r\n" },
        { "another host in the target", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "backslash", "GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "encoded NUL", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "byte above ASCII in the target", "GET /\u00E4 HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "leading empty line with LF", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "chunk size beyond 31 bits", Chunked("FFFFFFFF\r\nhello\r\n0\r\n\r\n") },
        { "length zero and more", Post("Content-Length: 0x\r\n", "") },
        { "chunk size overflow", Chunked("FFFFFFFFFF\r\nhello\r\n0\r\n\r\n") },
        { "chunk size not hexadecimal", Chunked("5x\r\nhello\r\n0\r\n\r\n") },
        { "chunk size with sign", Chunked("+5\r\nhello\r\n0\r\n\r\n") },
        { "chunk size with a space", Chunked("5 \r\nhello\r\n0\r\n\r\n") },
        { "chunk extension", Chunked("5;a=b\r\nhello\r\n0\r\n\r\n") },
        { "chunk size line with LF", Chunked("5\nhello\r\n0\r\n\r\n") },
        { "chunk longer than its size", Chunked("5\r\nhello!\r\n0\r\n\r\n") },
        { "trailer with LF", Chunked("0\r\nX: y\n\r\n") },
        { "trailer with NUL", Chunked("0\r\nX: \0\r\n\r\n") },
        { "folded trailer", Chunked("0\r\nX: y\r\n z\r\n\r\n") },
    };

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task An_ambiguous_request_gets_400_and_the_connection_closed(string what, string request)
    {
        Assert.NotEmpty(what);
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        await client.SendAsync(request + Post("Content-Length: 0\r\n", ""));
        Assert.Equal(400, (await client.ReadReplyAsync()).Status);
        Assert.True(await client.IsClosedAsync());
        Assert.Empty(running.Sink.Requests);
    }

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task So_it_does_when_it_comes_byte_by_byte(string what, string request)
    {
        Assert.NotEmpty(what);
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        try
        {
            foreach (var letter in request.TakeWhile(_ => !client.HasReply))
            {
                await client.SendAsync(letter.ToString());
            }

            Assert.Equal(400, (await client.ReadReplyAsync()).Status);
        }
        catch (IOException)
        {
            // Refused and closed while the last byte was on its way: the system then throws the answer away.
        }

        Assert.True(await client.IsClosedAsync());
        Assert.Empty(running.Sink.Requests);
    }

    /// <summary>What is answered on another connection meanwhile shows that the server has had time for the first part.</summary>
    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task So_it_does_wherever_it_is_cut_in_two(string what, string request)
    {
        const string other = "GET /other HTTP/1.1\r\nHost: a\r\n\r\n";
        Assert.NotEmpty(what);
        await using var running = await RunningFrontEnd.StartAsync();
        using var beside = await running.ConnectAsync();
        for (var cut = 1; cut < request.Length; cut++)
        {
            using var client = await running.ConnectAsync();
            try
            {
                await client.SendAsync(request[..cut]);
                await beside.SendAsync(other);
                Assert.Equal(200, (await beside.ReadReplyAsync()).Status);
                if (!client.HasReply)
                {
                    await client.SendAsync(request[cut..]);
                }

                Assert.Equal(400, (await client.ReadReplyAsync()).Status);
            }
            catch (IOException)
            {
                // As above.
            }

            Assert.True(await client.IsClosedAsync());
        }

        Assert.Equal(request.Length - 1, running.Sink.Requests.Count);
    }

    [Fact]
    public async Task Requests_before_an_ambiguous_one_are_answered_first()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        await client.SendAsync(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" + Chunked("2\r\nhi\r\n0\r\n\r\n")
            + "GET /3 HTTP/1.1\nHost: a\r\n\r\n" + "GET /4 HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("/1", (await client.ReadReplyAsync()).Body);
        Assert.Equal("/", (await client.ReadReplyAsync()).Body);
        Assert.Equal(400, (await client.ReadReplyAsync()).Status);
        Assert.True(await client.IsClosedAsync());
        Assert.Equal(2, running.Sink.Requests.Count);
    }

    [Fact]
    public async Task A_request_hidden_in_a_body_stays_a_body()
    {
        const string hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
        await using var running = await RunningFrontEnd.StartAsync();
        using var client = await running.ConnectAsync();
        await client.SendAsync(Post($"Content-Length: {hidden.Length}\r\n", hidden) + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("/", (await client.ReadReplyAsync()).Body);
        Assert.Equal("/2", (await client.ReadReplyAsync()).Body);
        Assert.Equal(2, running.Sink.Requests.Count);
    }

    private static string Post(string headers, string body) => $"POST / HTTP/1.1\r\nHost: a\r\n{headers}\r\n{body}";

    private static string Chunked(string body) => Post("Transfer-Encoding: chunked\r\n", body);
}

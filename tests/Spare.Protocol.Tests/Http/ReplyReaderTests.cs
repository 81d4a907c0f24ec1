using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol.Http;

namespace Spare.Protocol.Tests.Http;

public sealed class ReplyReaderTests
{
    private const string Date = "date: Fri, 15 Jan 2027 08:00:00 GMT\r\n";

    [Fact]
    public void Any_bytes_end_in_one_outcome_however_they_are_cut() => Prop.ForAll(
        Messages.AlmostHttp,
        ArbMap.Default.ArbFor<PositiveInt>(),
        (bytes, piece) =>
        {
            var whole = Read(bytes, bytes.Length);
            var pieces = Read(bytes, piece.Get);
            Assert.Equal(whole.Progress, pieces.Progress);
            Assert.Equal(whole.Flaw, pieces.Flaw);
            Assert.Equal(whole.Digest, pieces.Digest);
            Assert.NotEqual(ReplyProgress.Incomplete, whole.Progress);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_body_is_the_same_in_every_framing() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<PositiveInt>(),
        (body, piece) =>
        {
            var text = Messages.Text(body);
            var chunks = string.Concat(body.Select(b => $"1\r\n{(char)b}\r\n")) + "0\r\nT: x\r\n\r\n";
            var fixedLength = ReadText($"HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: {body.Length}\r\n\r\n{text}");
            var chunked = ReadText($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n{chunks}");
            var closed = ReadText($"HTTP/1.0 200 OK\r\nA: b\r\n\r\n{text}");
            Assert.Equal(ReplyProgress.Complete, fixedLength.Progress);
            Assert.Equal("a: b\r\n" + Date + "|" + text, Describe(fixedLength));
            Assert.Equal(fixedLength.Digest, chunked.Digest);
            Assert.Equal(fixedLength.Digest, closed.Digest);
            Assert.True(fixedLength.IsConnectionReusable);
            Assert.True(chunked.IsConnectionReusable);
            Assert.False(closed.IsConnectionReusable);

            ReplyReader ReadText(string reply) => Read(Messages.Latin1(reply), piece.Get);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(10)]
    [InlineData(64 * 1024)]
    [InlineData(200_000)]
    public void A_digest_alone_equals_that_of_the_whole(int length)
    {
        var bytes = Messages.Latin1($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{new string('x', length)}");
        var whole = Read(bytes, 4096, maximum: length);
        var digest = Read(bytes, 4096, ReplyKeeping.Digest, maximum: length);
        Assert.Equal(Digest.Of(whole.Canonical.Span), digest.Digest);
        Assert.True(digest.Canonical.IsEmpty);
    }

    [Fact]
    public void One_reader_reads_one_reply_after_another()
    {
        var reader = new ReplyReader(VolatileFields.None);
        foreach (var keep in new[] { ReplyKeeping.Digest, ReplyKeeping.Whole, ReplyKeeping.Digest })
        {
            reader.Begin(new ReplyExpectation(false, 1000, Messages.Time, keep));
            Assert.Equal(ReplyProgress.Malformed, reader.Feed("nonsense\r\n\r\n"u8));
            reader.Begin(new ReplyExpectation(false, 1000, Messages.Time, keep));
            Assert.Equal(ReplyProgress.Complete, reader.Feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8));
            Assert.Equal(Digest.Of(Messages.Reply(200, Messages.FieldsOf(("date", Date[6..^2])), "ok"u8)), reader.Digest);
        }
    }

    [Fact]
    public void Connection_fields_go_and_repeated_fields_keep_their_order() => Assert.Equal(
        Date + "set-cookie: b\r\nset-cookie: a\r\n|",
        Describe(Read(
            [
                .. "HTTP/1.1 200 OK\r\nSet-Cookie: b\r\nConnection: X, close\r\nX: 1\r\n"u8,
                .. "Keep-Alive: 1\r\nDate: old\r\nSet-Cookie: a\r\nContent-Length: 0\r\n\r\n"u8,
            ],
            100)));

    [Theory]
    [InlineData(true, "200", "content-length: 7\r\n")]
    [InlineData(false, "304", "content-length: 7\r\n")]
    public void A_length_without_a_body_is_content(bool isHead, string status, string expected) => Assert.Equal(
        expected + Date + "|",
        Describe(Read(Messages.Latin1($"HTTP/1.1 {status} X\r\nContent-Length: 7\r\n\r\n"), 100, isHead: isHead)));

    [Fact]
    public void Interim_replies_are_passed_over() => Assert.Equal(
        Date + "|ok",
        Describe(Read("HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), 7)));

    [Fact]
    public void Volatile_fields_are_overwritten_before_the_digest()
    {
        Assert.True(VolatileFields.TryCreate(
            [
                new VolatileHeader("X-Request-Id", new VolatileValue.Removed()),
                new VolatileHeader("Server", new VolatileValue.Text("spare")),
                new VolatileHeader("Expires", new VolatileValue.AgreedTime()),
            ],
            [
                new VolatileBody("took ([0-9]+) ms", new VolatileValue.Text("some")),
                new VolatileBody("<time>[^<]*</time>", new VolatileValue.AgreedTime("HH:mm:ss.ffffff")),
                new VolatileBody("\u00E4+", new VolatileValue.Removed()),
            ],
            out var fields,
            out _));
        var body = "\u00C3\u00A4 took 17 ms <time>now</time> took 3 ms";
        var reply = Read(
            Messages.Latin1(
                $"HTTP/1.1 200 OK\r\nServer: evil\r\nX-Request-Id: 7\r\nContent-Length: {body.Length}\r\n\r\n{body}"),
            5,
            volatileFields: fields);
        Assert.Equal(Date + "server: spare\r\n| took some ms 08:00:00.123456 took some ms", Describe(reply));
    }

    [Fact]
    public void A_body_that_grows_beyond_the_cap_is_oversize()
    {
        var longer = new VolatileBody("x", new VolatileValue.Text("longer"));
        Assert.True(VolatileFields.TryCreate([], [longer], out var fields, out _));
        var bytes = Messages.Latin1($"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{new string('x', 900)}");
        Assert.Equal(ReplyProgress.Oversize, Read(bytes, 900, volatileFields: fields).Progress);
    }

    [Fact]
    public void All_mistakes_in_volatile_fields_are_told_at_once()
    {
        Assert.False(VolatileFields.TryCreate(
            [
                new VolatileHeader("X Y", new VolatileValue.Removed()),
                new VolatileHeader("Content-Length", new VolatileValue.Removed()),
                new VolatileHeader("X", new VolatileValue.Text("a\r\nb")),
                new VolatileHeader("X", new VolatileValue.AgreedTime("Q")),
            ],
            [
                new VolatileBody("(", new VolatileValue.Removed()),
                new VolatileBody("(?=x)", new VolatileValue.Removed()),
                new VolatileBody("x*", new VolatileValue.Removed()),
                new VolatileBody(new string('x', 2000), new VolatileValue.Removed()),
            ],
            out _,
            out var mistakes));
        Assert.Equal(8, mistakes.Length);
    }

    private static ReplyReader Read(
        byte[] bytes,
        int piece,
        ReplyKeeping keep = ReplyKeeping.Whole,
        int maximum = 1000,
        bool isHead = false,
        VolatileFields? volatileFields = null)
    {
        var reader = new ReplyReader(volatileFields ?? VolatileFields.None);
        reader.Begin(new ReplyExpectation(isHead, maximum, Messages.Time, keep));
        for (var at = 0; at < bytes.Length && reader.Progress == ReplyProgress.Incomplete; at += piece)
        {
            reader.Feed(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
        }

        if (reader.Progress == ReplyProgress.Incomplete)
        {
            reader.End();
        }

        return reader;
    }

    private static string Describe(ReplyReader reader)
    {
        Assert.Equal(ReplyProgress.Complete, reader.Progress);
        Assert.True(CanonicalReply.TryParse(reader.Canonical, out var reply));
        Assert.Equal(reader.Digest, reply.ComputeDigest());
        return Messages.Text(reply.Headers.Span) + "|" + Messages.Text(reply.Body.Span);
    }
}

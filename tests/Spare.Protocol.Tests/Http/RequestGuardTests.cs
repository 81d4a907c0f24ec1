using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol.Http;

namespace Spare.Protocol.Tests.Http;

public sealed class RequestGuardTests
{
    private const string Good =
        "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
        + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\n\0\r\n"
        + "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\n\0\r\n0\r\nX: y\r\n\r\n"
        + "HEAD * HTTP/1.0\r\n\r\n";

    [Fact]
    public void Good_requests_pass_with_any_bytes_in_their_bodies()
    {
        var guard = new RequestGuard();
        Assert.Equal(Good.Length, guard.Check(Messages.Latin1(Good)));
        Assert.Null(guard.Flaw);
    }

    [Fact]
    public void It_decides_the_same_however_the_bytes_are_cut() => Prop.ForAll(
        Messages.AlmostHttp,
        ArbMap.Default.ArbFor<PositiveInt>(),
        (bytes, piece) =>
        {
            var whole = new RequestGuard();
            var pieces = new RequestGuard();
            whole.Check(bytes);
            for (var at = 0; at < bytes.Length; at += piece.Get)
            {
                pieces.Check(bytes.AsSpan(at, Math.Min(piece.Get, bytes.Length - at)));
            }

            Assert.Equal(whole.Flaw, pieces.Flaw);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Good_requests_before_a_bad_one_pass() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(),
        piece =>
        {
            var guard = new RequestGuard();
            var bytes = Messages.Latin1(Good + "GET / HTTP/1.1\n");
            var passed = 0;
            for (var at = 0; at < bytes.Length && guard.Flaw is null; at += piece.Get)
            {
                passed += guard.Check(bytes.AsSpan(at, Math.Min(piece.Get, bytes.Length - at)));
            }

            Assert.NotNull(guard.Flaw);
            Assert.InRange(passed, Good.Length, bytes.Length - 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void After_a_flaw_nothing_passes()
    {
        var guard = new RequestGuard();
        guard.Check("\n"u8);
        Assert.Equal(0, guard.Check(Messages.Latin1(Good)));
    }

    [Fact]
    public void A_line_without_an_end_is_bounded()
    {
        var guard = new RequestGuard();
        var line = new byte[RequestGuard.LineMaximum + 1];
        line.AsSpan().Fill((byte)'a');
        Assert.Equal(0, guard.Check(line));
        Assert.NotNull(guard.Flaw);
    }
}

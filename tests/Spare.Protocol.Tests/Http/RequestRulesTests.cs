using Spare.Protocol.Http;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Tests.Http;

public sealed class RequestRulesTests
{
    private const string Ours = "x-forwarded-for: 9.9.9.9\r\nx-forwarded-proto: https\r\n";

    [Theory]
    [InlineData("Connection", "x-a, X-B ,close")]
    [InlineData("Keep-Alive", "timeout=5")]
    [InlineData("TE", "trailers")]
    [InlineData("Trailer", "x")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Upgrade", "h2c")]
    [InlineData("Expect", "100-continue")]
    [InlineData("Proxy-Connection", "keep-alive")]
    [InlineData("Proxy-Authorization", "Basic x")]
    [InlineData("Content-Length", "4")]
    [InlineData("X-Forwarded-For", "1.1.1.1")]
    [InlineData("X-Forwarded-Host", "evil")]
    [InlineData("Forwarded", "for=1.1.1.1")]
    [InlineData("X-Real-IP", "1.1.1.1")]
    [InlineData("Spare-Time", "x")]
    [InlineData("SPARE_SEED", "x")]
    [InlineData("x_forwarded_for", "x")]
    public void What_is_not_the_clients_to_say_is_removed(string name, string value) =>
        Assert.Equal("host: a\r\n" + Ours, Apply(("Host", "a"), (name, value), ("X-B", "1"), ("x-a", "2"), ("x-b", "3"))
            .Replace(name == "Connection" ? "\0" : "x-a: 2\r\nx-b: 1\r\nx-b: 3\r\n", "", StringComparison.Ordinal));

    [Fact]
    public void Several_connection_fields_all_count() => Assert.Equal(
        "host: a\r\n" + Ours,
        Apply(("Connection", "b"), ("Host", "a"), ("B", "1"), ("C", "2"), ("Connection", "c")));

    [Fact]
    public void A_client_cannot_take_the_host_away() =>
        Assert.Equal("host: a\r\n" + Ours, Apply(("Host", "a"), ("Connection", "host, x-forwarded-for")));

    [Fact]
    public void Without_a_host_there_is_a_default() => Assert.Equal("host: localhost\r\n" + Ours, Apply());

    [Fact]
    public void Cookies_pass_unchanged() => Assert.StartsWith(
        "cookie: a=1; b=\"2\"\r\ncookie: c\r\n",
        Apply(("Cookie", "a=1; b=\"2\""), ("Cookie", "c")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("GET", "/a", "/a")]
    [InlineData("GET", "http://h/a?b", "/a?b")]
    [InlineData("GET", "http://h", "/")]
    [InlineData("GET", "http://h?b", "/?b")]
    [InlineData("OPTIONS", "*", "*")]
    public void A_target_becomes_origin_form(string method, string target, string expected)
    {
        Assert.True(RequestRules.TryMakeOriginForm(method, target, out var made));
        Assert.Equal(expected, made);
    }

    [Theory]
    [InlineData("GET", "*")]
    [InlineData("GET", "a")]
    [InlineData("GET", "http://user@h/")]
    public void A_target_without_an_origin_form_is_refused(string method, string target) =>
        Assert.False(RequestRules.TryMakeOriginForm(method, target, out _));

    [Fact]
    public void A_service_gets_the_fields_verbatim_with_time_seed_and_length()
    {
        var removed = new VolatileBody("x", new VolatileValue.Removed());
        Assert.True(VolatileFields.TryCreate([], [removed], out var bodies, out _));
        var bytes = Messages.Request("POST", "/", Messages.FieldsOf(("Host", "a"), ("Accept-Encoding", "gzip")), "12"u8);
        Assert.True(CanonicalRequest.TryParse(bytes, out var request));
        const string rest = "host: a\r\nspare-time: 2027-01-15T08:00:00.123456Z\r\n"
            + "spare-seed: 00000000000000ff0000000000000001\r\ncontent-length: 2\r\n\r\n";
        Assert.Equal("POST / HTTP/1.1\r\naccept-encoding: gzip\r\n" + rest, Head(request, VolatileFields.None));
        Assert.Equal("POST / HTTP/1.1\r\n" + rest, Head(request, bodies));
    }

    private static string Head(CanonicalRequest request, VolatileFields volatileFields)
    {
        var writer = new WireWriter();
        ServiceRequest.WriteHead(writer, request, Messages.Time, new Seed(255, 1), volatileFields);
        return Messages.Text(writer.Written);
    }

    private static string Apply(params (string Name, string Value)[] fields)
    {
        var list = Messages.FieldsOf(fields);
        Assert.True(RequestRules.TryApply(list, "9.9.9.9", "https"));
        return Messages.Block(list);
    }
}

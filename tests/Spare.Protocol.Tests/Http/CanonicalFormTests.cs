using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol.Http;

namespace Spare.Protocol.Tests.Http;

public sealed class CanonicalFormTests
{
    [Fact]
    public void A_request_survives_its_bytes() => Prop.ForAll(
        Messages.Fields,
        ArbMap.Default.ArbFor<byte[]>(),
        (fields, body) =>
        {
            var bytes = Messages.Request("PUT", "/a?b=%20", Messages.FieldsOf(fields), body);
            Assert.True(CanonicalRequest.TryParse(bytes, out var request));
            Assert.Equal("PUT", request.Method);
            Assert.Equal("/a?b=%20", Messages.Text(request.Target.Span));
            Assert.Equal(Expected(fields), Messages.Text(request.Headers.Span));
            Assert.Equal(body, request.Body.ToArray());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_reply_survives_its_bytes() => Prop.ForAll(
        Messages.Fields,
        ArbMap.Default.ArbFor<byte[]>(),
        (fields, body) =>
        {
            var bytes = Messages.Reply(404, Messages.FieldsOf(fields), body);
            Assert.True(CanonicalReply.TryParse(bytes, out var reply));
            Assert.Equal(404, reply.Status);
            Assert.Equal(Expected(fields), Messages.Text(reply.Headers.Span));
            Assert.Equal(body, reply.Body.ToArray());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_parsed_or_refused() => Prop.ForAll(Messages.AlmostHttp, bytes =>
    {
        if (CanonicalReply.TryParse(bytes, out var reply))
        {
            Assert.True(HeaderBlock.IsCanonical(reply.Headers.Span));
        }

        if (CanonicalRequest.TryParse(bytes, out var request))
        {
            Assert.True(HeaderBlock.IsCanonical(request.Headers.Span));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_changed_byte_of_the_head_is_refused_or_stays_canonical() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte>(),
        ArbMap.Default.ArbFor<int>(),
        (value, place) =>
        {
            var bytes = Messages.Request("GET", "/", Messages.FieldsOf(("b", "1"), ("a", "2")), []);
            bytes[(int)((uint)place % bytes.Length)] = value;
            if (CanonicalRequest.TryParse(bytes, out var request))
            {
                Assert.True(HeaderBlock.IsCanonical(request.Headers.Span));
                Assert.True(HttpSyntax.IsTarget(request.Target.Span));
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a: 1\r\nb: 2\r\n", true)]
    [InlineData("a: 1\r\na: 0\r\n", true)]
    [InlineData("", true)]
    [InlineData("b: 2\r\na: 1\r\n", false)]
    [InlineData("A: 1\r\n", false)]
    [InlineData("a:1\r\n", false)]
    [InlineData("a:  1\r\n", false)]
    [InlineData("a: 1 \r\n", false)]
    [InlineData("a: 1\n", false)]
    [InlineData("a: 1\r\n b\r\n", false)]
    [InlineData("a: 1", false)]
    [InlineData("a: \0\r\n", false)]
    [InlineData(": 1\r\n", false)]
    public void A_block_is_canonical_only_in_its_one_form(string block, bool canonical) =>
        Assert.Equal(canonical, HeaderBlock.IsCanonical(Messages.Latin1(block)));

    [Theory]
    [InlineData("CONNECT", "/")]
    [InlineData("G T", "/")]
    [InlineData("", "/")]
    [InlineData("GET", "")]
    [InlineData("GET", "a")]
    [InlineData("GET", "*")]
    [InlineData("GET", "/ ")]
    [InlineData("GET", "/#")]
    [InlineData("GET", "http://a/")]
    [InlineData("GET", "/\u00E4")]
    public void A_request_with_another_method_or_target_is_refused(string method, string target) =>
        Assert.False(CanonicalRequest.TryParse(Messages.Request(method, target, new FieldList(), []), out _));

    [Theory]
    [InlineData(100)]
    [InlineData(199)]
    [InlineData(600)]
    public void A_reply_with_another_status_is_refused(int status) =>
        Assert.False(CanonicalReply.TryParse(Messages.Reply(status, new FieldList(), []), out _));

    [Fact]
    public void Too_many_fields_or_bytes_are_not_added()
    {
        var list = new FieldList();
        for (var i = 0; i < FieldList.FieldsMaximum; i++)
        {
            Assert.True(list.TryAdd("a", "b"));
        }

        Assert.False(list.TryAdd("a", "b"));
        list.Clear();
        Assert.True(list.TryAdd("a", new string('b', FieldList.BytesMaximum - 1)));
        Assert.False(list.TryAdd("a", ""));
    }

    private static string Expected((string Name, string Value)[] fields) => string.Concat(fields
        .Select(field => (Name: field.Name.ToLowerInvariant(), field.Value))
        .OrderBy(field => field.Name, StringComparer.Ordinal)
        .Select(field => $"{field.Name}: {field.Value}\r\n"));
}

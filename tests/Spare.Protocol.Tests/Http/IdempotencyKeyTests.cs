using System.Text;
using Spare.Protocol.Http;

namespace Spare.Protocol.Tests.Http;

public sealed class IdempotencyKeyTests
{
    private static readonly (string, string)[] Usual =
        [("Idempotency-Key", "k"), ("Authorization", "Basic x"), ("Cookie", "s=1"), ("Accept", "*/*"), ("Host", "a")];

    [Fact]
    public void Another_attempt_at_another_host_has_the_same_key() => Assert.Equal(
        Read("POST", "/a", "body", [.. Usual, ("X-Forwarded-For", "10.0.0.1"), ("Traceparent", "00-1")]),
        Read("POST", "/a", "body", [.. Usual[..4], ("Host", "b"), ("X-Forwarded-For", "10.0.0.2"), ("X-Forwarded-Proto", "https")]));

    [Fact]
    public void Other_credentials_make_another_name_for_the_same_request()
    {
        var keys = new[]
        {
            Read("POST", "/a", "body", Usual),
            Read("POST", "/a", "body", [.. Usual[..1], ("Authorization", "Basic y"), .. Usual[2..]]),
            Read("POST", "/a", "body", [.. Usual[..2], ("Cookie", "s=2"), .. Usual[3..]]),
            Read("POST", "/a", "body", [("Idempotency-Key", "l"), .. Usual[1..]]),
            Read("POST", "/a", "body", [.. Usual[..1], ("Cookie", "Basic x"), ("Authorization", "s=1"), .. Usual[3..]]),
        };
        Assert.Equal(keys.Length, keys.Select(key => key!.Value.Name).Distinct().Count());
        Assert.Single(keys.Where((_, index) => index != 3).Select(key => key!.Value.Request).Distinct());
    }

    [Fact]
    public void What_else_differs_is_another_request_of_the_same_name()
    {
        var keys = new[]
        {
            Read("POST", "/a", "body", Usual), Read("PUT", "/a", "body", Usual), Read("POST", "/b", "body", Usual),
            Read("POST", "/a", "bodY", Usual), Read("POST", "/a", "body", [.. Usual[..3], ("Accept", "text/html"), Usual[4]]),
        };
        Assert.Equal(keys.Length, keys.Select(key => key!.Value.Request).Distinct().Count());
        Assert.Single(keys.Select(key => key!.Value.Name).Distinct());
    }

    [Fact]
    public void A_request_without_a_key_has_none() => Assert.Null(Read("POST", "/a", "body", Usual[1..]));

    [Theory]
    [InlineData("")]
    [InlineData("tab\there")]
    [InlineData("\u00E4")]
    public void A_key_of_other_characters_is_refused(string value) => Assert.False(TryRead([("Idempotency-Key", value)]));

    [Fact]
    public void A_key_may_be_long_but_not_longer_and_there_is_one()
    {
        Assert.True(TryRead([("Idempotency-Key", new string('k', IdempotencyKey.LengthMaximum))]));
        Assert.False(TryRead([("Idempotency-Key", new string('k', IdempotencyKey.LengthMaximum + 1))]));
        Assert.False(TryRead([("Idempotency-Key", "a"), ("Idempotency-Key", "a")]));
    }

    private static bool TryRead((string, string)[] headers) => IdempotencyKey.TryRead(Request("POST", "/", "", headers), out _);

    private static IdempotencyKey? Read(string method, string target, string body, (string, string)[] headers)
    {
        Assert.True(IdempotencyKey.TryRead(Request(method, target, body, headers), out var key));
        return key;
    }

    private static ReadOnlyMemory<byte> Request(
        string method, string target, string body, (string Name, string Value)[] headers)
    {
        var fields = new FieldList();
        foreach (var (name, value) in headers)
        {
            Assert.True(fields.TryAdd(name, value));
        }

        return Messages.Request(method, target, fields, Encoding.ASCII.GetBytes(body));
    }
}

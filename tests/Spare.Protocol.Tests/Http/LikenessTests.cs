using Spare.Protocol.Http;

namespace Spare.Protocol.Tests.Http;

public sealed class LikenessTests
{
    [Fact]
    public void Requests_of_other_clients_are_alike() => Assert.Equal(
        Of("POST", "/a", "body", ("Cookie", "x"), ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Proto", "http")),
        Of("POST", "/a", "body", ("Cookie", "x"), ("X-Forwarded-For", "10.0.0.2"), ("X-Forwarded-Proto", "https")));

    [Fact]
    public void Whatever_else_differs_makes_another_request()
    {
        Digest[] all =
        [
            Of("POST", "/a", "body", ("Cookie", "x")), Of("PUT", "/a", "body", ("Cookie", "x")),
            Of("POST", "/b", "body", ("Cookie", "x")), Of("POST", "/a", "bodY", ("Cookie", "x")),
            Of("POST", "/a", "body", ("Cookie", "y")), Of("POST", "/a", "body"), Of("POST", "/a", "", ("Cookie", "x")),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void What_is_no_request_is_like_itself() => Assert.Equal(Likeness.Of(new byte[] { 1 }), Likeness.Of(new byte[] { 1 }));

    private static Digest Of(string method, string target, string body, params (string Name, string Value)[] headers)
    {
        var fields = new FieldList();
        foreach (var (name, value) in headers)
        {
            Assert.True(fields.TryAdd(name, value));
        }

        return Likeness.Of(Messages.Request(method, target, fields, System.Text.Encoding.ASCII.GetBytes(body)));
    }
}

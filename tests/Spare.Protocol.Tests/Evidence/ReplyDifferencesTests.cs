using Spare.Protocol.Evidence;
using Spare.Protocol.Http;

namespace Spare.Protocol.Tests.Evidence;

public sealed class ReplyDifferencesTests
{
    [Fact]
    public void Equal_replies_do_not_differ() => Assert.Empty(ReplyDifferences.Between(Reply(200, "a"), Reply(200, "a")));

    [Fact]
    public void Status_and_headers_are_compared_by_name() => Assert.Equal(
        [
            new Difference("status", "200", "500"),
            new Difference("header etag", "nothing", "x"),
            new Difference("header server", "one", "two"),
        ],
        ReplyDifferences.Between(
            Reply(200, "a", ("Server", "one")), Reply(500, "a", ("Server", "two"), ("ETag", "x"))));

    [Fact]
    public void A_body_is_shown_around_the_first_byte_that_differs()
    {
        var before = new string('-', 100);
        var difference = Assert.Single(ReplyDifferences.Between(Reply(200, before + "right"), Reply(200, before + "wr\n")));
        Assert.Equal("body from byte 100", difference.Part);
        Assert.Equal("...----------------right (105 bytes)", difference.Expected);
        Assert.Equal("...----------------wr\\x0a (103 bytes)", difference.Given);
    }

    [Fact]
    public void Of_a_long_body_only_a_part_is_shown()
    {
        var difference = Assert.Single(ReplyDifferences.Between(Reply(200, ""), Reply(200, new string('x', 10_000))));
        Assert.EndsWith("x... (10000 bytes)", difference.Given, StringComparison.Ordinal);
        Assert.InRange(difference.Given.Length, 40, 80);
    }

    [Fact]
    public void What_is_no_reply_is_compared_as_bytes()
    {
        var difference = Assert.Single(ReplyDifferences.Between(Reply(200, "a"), new byte[] { 200, 7, 0x1B }));
        Assert.Equal("reply from byte 1", difference.Part);
        Assert.Contains("\\x07\\x1b (3 bytes)", difference.Given, StringComparison.Ordinal);
    }

    private static byte[] Reply(int status, string body, params (string Name, string Value)[] headers)
    {
        var fields = new FieldList();
        foreach (var (name, value) in headers)
        {
            Assert.True(fields.TryAdd(name, value));
        }

        return Http.Messages.Reply(status, fields, System.Text.Encoding.ASCII.GetBytes(body));
    }
}

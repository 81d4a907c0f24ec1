using System.Text;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication.Repeats;

namespace Spare.Replication.Tests.Repeats;

public sealed class KeptRepliesTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly KeptReplies kept = new(new KeptReplyOptions(Lifetime, 3, 10));

    [Fact]
    public void A_key_is_known_until_its_time_is_over()
    {
        kept.Take(Reply("a", 1, second: 5));
        Assert.Equal(Reply("a", 1, second: 5), Find("a", second: 64));
        Assert.Null(Find("a", second: 65));
        Assert.Null(Find("b", second: 5));
    }

    [Fact]
    public void A_name_may_be_used_again_when_its_time_is_over()
    {
        kept.Take(Reply("a", 1, second: 5));
        kept.Take(Reply("a", 2, second: 65));
        Assert.Equal(Say.At(2), Find("a", second: 66)!.Sequence);
        Assert.Equal(1, kept.Count);
    }

    [Fact]
    public void The_oldest_key_goes_when_there_are_too_many()
    {
        foreach (var (name, number) in new[] { ("a", 1UL), ("b", 2UL), ("c", 3UL), ("d", 4UL) })
        {
            kept.Take(Reply(name, number, second: 1));
        }

        Assert.Null(Find("a", second: 1));
        Assert.Equal(["b", "c", "d"], kept.Snapshot().Select(Text));
        Assert.Equal(3, kept.Bytes);
    }

    [Fact]
    public void Beyond_the_bytes_the_oldest_replies_go_and_their_keys_stay()
    {
        kept.Take(Reply("a", 1, second: 1, "12345"));
        kept.Take(Reply("b", 2, second: 1, "1234"));
        kept.Take(Reply("c", 3, second: 1, "12"));
        Assert.Equal((3, 6), (kept.Count, kept.Bytes));
        Assert.Equal((Outcome.Replied, 0), (Find("a", second: 1)!.Outcome, Find("a", second: 1)!.Reply.Length));
        Assert.Equal(4, Find("b", second: 1)!.Reply.Length);
    }

    [Fact]
    public void A_reply_that_is_larger_than_all_room_is_not_kept()
    {
        kept.Take(Reply("a", 1, second: 1, "12345678901"));
        Assert.Equal((1, 0), (kept.Count, kept.Bytes));
        Assert.True(Find("a", second: 1)!.Reply.IsEmpty);
    }

    [Fact]
    public void Which_keys_are_known_does_not_depend_on_when_their_replies_come()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            kept.Begin(Key($"{number}"), Say.At((ulong)number), At(number));
        }

        kept.Take(null);
        Assert.Equal(3, kept.Count);
        Assert.Equal(default, Find("5", second: 5)!.Outcome);
        kept.Complete(Reply("1", 1, second: 1)); // Others took its place.
        kept.Complete(Reply("5", 5, second: 5));
        Assert.Equal(Outcome.Replied, Find("5", second: 5)!.Outcome);
        Assert.Equal(1, kept.Bytes);
    }

    [Fact]
    public void What_was_kept_elsewhere_is_kept_in_the_same_way()
    {
        var other = new KeptReplies(new KeptReplyOptions(Lifetime, 3, 10));
        other.Take(Reply("x", 1, second: 0));
        foreach (var number in Enumerable.Range(1, 5))
        {
            kept.Take(Reply($"{number}", (ulong)number, second: number, "1234"));
        }

        other.Restore(kept.Snapshot());
        Assert.Equal(kept.Snapshot().AsEnumerable(), other.Snapshot());
        Assert.Equal((kept.Count, kept.Bytes), (other.Count, other.Bytes));
    }

    private KeptReply? Find(string name, long second) => kept.Find(Say.Digest(name), At(second));

    private static Instant At(long second) => new(second * 1_000_000);

    private static IdempotencyKey Key(string name) => new(Say.Digest(name), Say.Digest("request"));

    private static KeptReply Reply(string name, ulong position, long second, string? reply = null) =>
        new(Key(name), Say.At(position), At(second), Outcome.Replied, Encoding.ASCII.GetBytes(reply ?? name));

    private static string Text(KeptReply reply) => Encoding.ASCII.GetString(reply.Reply.Span);
}

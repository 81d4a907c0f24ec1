using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol.Messages;

namespace Spare.Protocol.Tests.Messages;

public sealed class ReadVotedTests
{
    [Fact]
    public void What_is_encoded_is_parsed_as_the_same_vote() => Prop.ForAll<int>(seed =>
        ReadVoted.TryParse(Sample.ReadVoted(seed).Encode(), out var parsed)
        && parsed == Sample.ReadVoted(seed)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_parsed_or_refused_and_never_throw() => Prop.ForAll<byte[]>(bytes =>
        !ReadVoted.TryParse(bytes, out var parsed) || parsed.Encode().AsSpan().SequenceEqual(bytes))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_vote_that_is_cut_short_or_has_bytes_left_over_or_is_of_another_kind_is_refused()
    {
        var bytes = Sample.ReadVoted(1).Encode();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(ReadVoted.TryParse(bytes.AsSpan(0, length), out _));
        }

        Assert.False(ReadVoted.TryParse([.. bytes, 0], out _));
        bytes[0] = 2;
        Assert.False(ReadVoted.TryParse(bytes, out _));
    }
}

using Spare.Protocol.Messages;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Tests.Messages;

public sealed class VoteTests
{
    [Fact]
    public void Its_size_on_the_wire_is_what_it_says()
    {
        var writer = new WireWriter();
        new Vote(Outcome.Replied, default, default).Format(writer);
        Assert.Equal(Vote.Size, writer.Length);
    }

    [Fact]
    public void A_vote_without_a_write_set_wrote_nothing()
    {
        Assert.True(new Vote(Outcome.Replied, Digest.Of([1]), default).WroteNothing);
        Assert.False(new Vote(Outcome.Replied, default, Digest.Of([1])).WroteNothing);
    }
}

using Spare.Protocol;
using Spare.Replication.Activation;

namespace Spare.Replication.Tests.Activation;

public sealed class AwakeHoldTests
{
    private static readonly Instant Start = new(1_000_000_000);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly AwakeHold hold = new(Longest);

    [Fact]
    public void A_woken_replica_stays_awake_for_a_second_when_help_was_not_needed_of_late()
    {
        hold.Needed(Start);
        Assert.False(hold.IsOver(Start + (AwakeHold.Shortest - Instant.Tick)));
        Assert.True(hold.IsOver(Start + AwakeHold.Shortest));
    }

    [Fact]
    public void Each_time_that_help_is_needed_again_the_hold_doubles()
    {
        hold.Needed(Start);
        var again = Start + AwakeHold.Shortest;
        hold.Needed(again);
        Assert.False(hold.IsOver(again + ((2 * AwakeHold.Shortest) - Instant.Tick)));
        Assert.True(hold.IsOver(again + (2 * AwakeHold.Shortest)));
    }

    [Fact]
    public void The_hold_has_a_longest()
    {
        for (var i = 0; i < 40; i++)
        {
            hold.Needed(Start);
        }

        Assert.False(hold.IsOver(Start + (Longest - Instant.Tick)));
        Assert.True(hold.IsOver(Start + Longest));
    }

    [Fact]
    public void After_a_while_without_help_it_begins_with_the_shortest_again()
    {
        for (var i = 0; i < 3; i++)
        {
            hold.Needed(Start);
        }

        var later = Start + (4 * AwakeHold.Shortest) + AwakeHold.Memory + Instant.Tick;
        hold.Needed(later);
        Assert.True(hold.IsOver(later + AwakeHold.Shortest));
    }
}

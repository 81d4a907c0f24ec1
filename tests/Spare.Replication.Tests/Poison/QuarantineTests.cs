using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Messages;
using Spare.Replication.Poison;

namespace Spare.Replication.Tests.Poison;

public sealed class QuarantineTests
{
    private static readonly Instant Start = new(1_000_000);

    [Fact]
    public void What_is_in_it_is_found_until_its_time_is_over()
    {
        var quarantine = new Quarantine();
        quarantine.Add(Entry("a", Start));
        Assert.NotNull(quarantine.Find(Say.Digest("a"), Start + (Quarantine.Lifetime - Instant.Tick)));
        Assert.Null(quarantine.Find(Say.Digest("a"), Start + Quarantine.Lifetime));
        Assert.Null(quarantine.Find(Say.Digest("b"), Start));
    }

    [Fact]
    public void What_fails_again_is_in_it_once_and_for_longer()
    {
        var quarantine = new Quarantine();
        quarantine.Add(Entry("a", Start));
        quarantine.Add(Entry("a", Start + TimeSpan.FromMinutes(30)));
        Assert.Single(quarantine.Snapshot());
        Assert.NotNull(quarantine.Find(Say.Digest("a"), Start + Quarantine.Lifetime));
    }

    [Fact]
    public void What_is_released_is_not_in_it()
    {
        var quarantine = new Quarantine();
        quarantine.Add(Entry("a", Start));
        Assert.True(quarantine.Release(Say.Digest("a")));
        Assert.False(quarantine.Release(Say.Digest("a")));
        Assert.True(quarantine.IsEmpty);
    }

    [Fact]
    public void At_its_bound_the_oldest_goes()
    {
        var quarantine = new Quarantine();
        for (var number = 0; number < Quarantine.EntriesMaximum; number++)
        {
            Assert.Null(quarantine.Add(Entry($"{number}", Start)));
        }

        Assert.Equal(Say.Digest("0"), quarantine.Add(Entry("more", Start))?.Likeness);
        Assert.Equal(Quarantine.EntriesMaximum, quarantine.Snapshot().Length);
    }

    [Fact]
    public void What_is_over_makes_room_first()
    {
        var quarantine = new Quarantine();
        quarantine.Add(Entry("old", Start));
        quarantine.Add(Entry("new", Start + Quarantine.Lifetime));
        Assert.Equal(Say.Digest("new"), Assert.Single(quarantine.Snapshot()).Likeness);
    }

    [Fact]
    public void A_host_that_returns_is_given_it()
    {
        var (given, taken) = (new Quarantine(), new Quarantine());
        given.Add(Entry("a", Start));
        given.Add(Entry("b", Start));
        taken.Restore(given.Snapshot());
        given.Restore(given.Snapshot());
        Assert.Equal(2, taken.Snapshot().Length);
        Assert.Equal(given.Snapshot().ToArray(), taken.Snapshot().ToArray());
    }

    private static QuarantineEntry Entry(string likeness, Instant time) =>
        new(Say.Digest(likeness), Say.At(1), time, QuarantineReason.Voided);
}

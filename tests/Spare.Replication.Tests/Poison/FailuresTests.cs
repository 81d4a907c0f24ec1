using Spare.Protocol;
using Spare.Replication.Poison;

namespace Spare.Replication.Tests.Poison;

public sealed class FailuresTests
{
    private static readonly Instant Start = new(1_000_000);

    [Fact]
    public void Failures_at_requests_that_are_alike_are_added_up()
    {
        var failures = new Failures();
        Assert.Equal(1, failures.Add(Say.Digest("a"), 1, Start));
        Assert.Equal(1, failures.Add(Say.Digest("b"), 1, Start));
        Assert.Equal(3, failures.Add(Say.Digest("a"), 2, Start + (Failures.Memory - Instant.Tick)));
        Assert.Equal(4, failures.Add(Say.Digest("a"), 1, Start + (Failures.Memory + Instant.Tick)));
    }

    [Fact]
    public void What_did_not_fail_for_long_is_forgotten()
    {
        var failures = new Failures();
        failures.Add(Say.Digest("a"), 1, Start);
        Assert.Equal(1, failures.Add(Say.Digest("a"), 1, Start + Failures.Memory));
        Assert.Equal(1, failures.Count);
    }

    [Fact]
    public void What_is_forgotten_is_counted_anew()
    {
        var failures = new Failures();
        failures.Add(Say.Digest("a"), 1, Start);
        failures.Forget(Say.Digest("a"));
        Assert.Equal(1, failures.Add(Say.Digest("a"), 1, Start));
    }

    [Fact]
    public void At_its_bound_what_failed_longest_ago_goes()
    {
        var failures = new Failures();
        for (var number = 0; number < Failures.LikenessesMaximum; number++)
        {
            failures.Add(Say.Digest($"{number}"), 1, Start);
        }

        failures.Add(Say.Digest("0"), 1, Start);
        failures.Add(Say.Digest("more"), 1, Start);
        Assert.Equal(Failures.LikenessesMaximum, failures.Count);
        Assert.Equal(3, failures.Add(Say.Digest("0"), 1, Start));
        Assert.Equal(1, failures.Add(Say.Digest("1"), 1, Start));
    }
}

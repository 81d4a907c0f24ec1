using Spare.Protocol;
using Spare.Replication.Serving;

namespace Spare.Replication.Tests.Serving;

public sealed class ReplacementsTests
{
    private static readonly Instant Start = new(1_000_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Replacements replacements = new(Patience);

    [Fact]
    public void Ends_when_the_expected_replica_runs()
    {
        Assert.False(replacements.Any);
        replacements.Begin(Say.Replica(Say.One, 2), Start);
        replacements.End(Say.Replica(Say.One, 1));
        replacements.End(Say.Replica(Say.Two, 2));
        Assert.True(replacements.Any);
        replacements.End(Say.Replica(Say.One, 2));
        Assert.False(replacements.Any);
    }

    [Fact]
    public void Excuses_nobody_after_its_patience_counted_from_the_last_replica_that_ran()
    {
        replacements.Begin(Say.Replica(Say.One, 2), Start);
        replacements.Begin(Say.Replica(Say.One, 3), Start + TimeSpan.FromSeconds(6));
        Assert.True(replacements.Excuse(Start + Patience));
        Assert.False(replacements.Excuse(Start + Patience + Instant.Tick));
        Assert.Equal(1, replacements.Count);
    }

    [Fact]
    public void Is_forgotten_when_all_replicas_are_known_to_run()
    {
        replacements.Begin(Say.Replica(Say.One, 2), Start);
        replacements.Clear();
        Assert.False(replacements.Any);
        Assert.False(replacements.Excuse(Start));
    }
}

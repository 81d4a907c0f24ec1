using Spare.Protocol;
using Spare.Replication;
using Spare.Simulation.Checking;
using static Spare.Simulation.Tests.Checking.History;

namespace Spare.Simulation.Tests.Checking;

public sealed class NoReplyBeforeReleaseTests
{
    private static readonly byte[] Reply = [1];

    private readonly NoReplyBeforeRelease checker = new(new FaultThreshold(1));
    private int reset;

    public NoReplyBeforeReleaseTests()
    {
        checker.Do(One, Epoch(1, One, Two));
        checker.Step(One, Recorded(1));
    }

    [Fact]
    public void Finds_a_reply_before_it_is_on_the_disk_who_serves()
    {
        Deliver(1);
        checker.Do(One, Execute(Request(1)), Epoch(2, One));
        Vote(1, Reply, Reply);
        checker.Do(One, Answer(1, Reply));
        Assert.Contains("disk", Assert.Single(checker.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void Accepts_a_reply_to_a_request_that_a_host_has_not_which_is_gone()
    {
        checker.Do(One, Epoch(2, One));
        checker.Step(One, Recorded(2));
        checker.Step(One, Proposed(1));
        checker.Do(One, Execute(Request(1)));
        Vote(1, Reply, Reply);
        checker.Do(One, Answer(1, Reply));
        Assert.Empty(checker.Violations);
    }

    [Fact]
    public void Accepts_a_reply_that_the_rule_lets_go()
    {
        Deliver(1);
        checker.Do(One, Execute(Request(1)));
        Vote(1, Reply, Reply);
        checker.Do(One, Append(1, 1, []));
        checker.Step(One, new ManagerEvent.Journaled(new SequenceNumber(1)));
        checker.Do(One, Answer(1, Reply));
        Assert.Empty(checker.Violations);
    }

    [Fact]
    public void Finds_a_reply_with_too_few_votes_or_votes_that_differ_or_on_another_reply()
    {
        Deliver(1, 2, 3);
        checker.Do(One, Execute(Request(1)));
        checker.Step(One, Voted(One, 1, Reply));
        checker.Do(One, Answer(1, Reply));
        Assert.Equal(1, Reset());
        Vote(1, Reply, [2]);
        checker.Do(One, Answer(1, Reply));
        Assert.Equal(1, Reset());
        Vote(1, [2], [2]);
        checker.Do(One, Answer(1, Reply));
        Assert.Equal(1, Reset());
    }

    [Fact]
    public void Finds_a_reply_while_a_lower_write_is_undecided()
    {
        Deliver(1, 2);
        checker.Do(One, Execute(Request(1)), Execute(Request(2)));
        Vote(2, Reply, Reply);
        checker.Do(One, Answer(2, Reply));
        Assert.Contains("undecided", Assert.Single(checker.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_a_reply_before_the_journal_has_it()
    {
        Deliver(1);
        checker.Do(One, Execute(Request(1)));
        Vote(1, Reply, Reply);
        checker.Do(One, Append(1, 1, []), Answer(1, Reply));
        Assert.Contains("journal", Assert.Single(checker.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_a_reply_to_a_request_that_a_host_has_not_delivered()
    {
        checker.Step(One, Proposed(1));
        checker.Do(One, Execute(Request(1)));
        Vote(1, Reply, Reply);
        checker.Do(One, Answer(1, Reply));
        Assert.Contains("delivered", Assert.Single(checker.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_a_reply_on_votes_of_replicas_that_a_void_replaced()
    {
        Deliver(1, 2);
        checker.Do(One, Execute(Request(1)), Execute(Request(2)));
        Vote(2, Reply, Reply);
        checker.Do(One, Voided(1), Replaced(One, 2), Replaced(Two, 2), Answer(2, Reply));
        Assert.Contains("equal votes", Assert.Single(checker.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_a_reply_on_votes_of_an_epoch_whose_places_are_given_out_anew()
    {
        Deliver(1);
        Vote(1, Reply, Reply);
        checker.Do(One, Begin(2, 0, One, Two));
        checker.Step(One, Recorded(2), Execute(Request(1)), Answer(1, Reply));
        Assert.Contains("equal votes", Assert.Single(checker.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void Accepts_votes_of_an_older_epoch_on_what_its_successor_went_on_from()
    {
        Deliver(1);
        checker.Do(One, Execute(Request(1)));
        Vote(1, Reply, Reply);
        checker.Do(One, Begin(2, 1, One, Two));
        checker.Step(One, Recorded(2), Answer(1, Reply));
        Assert.Empty(checker.Violations);
    }

    /// <summary>A host that was left behind votes on what it had at a place; another request has it now.</summary>
    [Fact]
    public void Accepts_a_reply_although_the_replica_voted_otherwise_at_that_place_of_an_older_epoch()
    {
        Deliver(1);
        checker.Do(One, Begin(2, 0, One, Two));
        checker.Step(One, Voted(Two, 1, [2]));
        checker.Step(One, Recorded(2), Execute(Request(1)));
        Vote(1, Reply, Reply, epoch: 2);
        checker.Do(One, Answer(1, Reply));
        Assert.Empty(checker.Violations);
    }

    [Fact]
    public void Finds_an_answer_to_what_was_never_executed()
    {
        checker.Do(One, Answer(1, Reply));
        Assert.Contains(checker.Violations, violation => violation.Contains("nobody executed", StringComparison.Ordinal));
    }

    private void Deliver(params ulong[] numbers)
    {
        foreach (var number in numbers)
        {
            checker.Step(One, Proposed(number));
            checker.Step(Two, Proposed(number));
        }
    }

    private void Vote(ulong position, byte[] one, byte[] two, ulong epoch = 1)
    {
        checker.Step(One, Voted(One, position, one, epoch: epoch));
        checker.Step(One, Voted(Two, position, two, epoch: epoch));
    }

    private int Reset()
    {
        var count = checker.Violations.Count - reset;
        reset = checker.Violations.Count;
        return count;
    }
}

using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Replication.Execution;
using Spare.Simulation.Checking;
using Spare.Simulation.Service;
using static Spare.Simulation.Tests.Checking.History;

namespace Spare.Simulation.Tests.Checking;

public sealed class CheckerTests
{
    [Fact]
    public void RepliesMatchOneSequentialExecution_accepts_the_replies_of_one_server()
    {
        var checker = new RepliesMatchOneSequentialExecution();
        checker.Do(One, Execute(Request(1)), Execute(Request(2)), Answer(1, Outcome(1).Reply), Answer(2, Outcome(2).Reply));
        checker.Do(One, Append(1, 1, Outcome(1).WriteSet), Append(2, 2, Outcome(2).WriteSet));
        checker.End(Ending(One));
        Assert.Empty(checker.Violations);
    }

    [Fact]
    public void RepliesMatchOneSequentialExecution_finds_a_wrong_reply()
    {
        var checker = new RepliesMatchOneSequentialExecution();
        checker.Do(One, Execute(Request(1)), Execute(Request(2)), Append(1, 1, Outcome(1).WriteSet));
        checker.Do(One, Answer(2, Outcome(1).Reply));
        checker.End(Ending(One));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void RepliesMatchOneSequentialExecution_finds_a_reply_that_shows_a_voided_write()
    {
        var checker = new RepliesMatchOneSequentialExecution();
        checker.Do(One, Execute(Request(1)), Execute(Request(2)), Voided(1), Answer(2, Outcome(2).Reply));
        checker.End(Ending(One));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void RepliesMatchOneSequentialExecution_finds_an_answer_to_a_voided_write_and_a_wrong_update()
    {
        var checker = new RepliesMatchOneSequentialExecution();
        checker.Do(One, Execute(Request(1)), Voided(1), Answer(1, Outcome(1).Reply));
        checker.Do(Two, Execute(Request(1)), Append(1, 1, [1, 2, 3]));
        checker.End(Ending(One), Ending(Two));
        Assert.Equal(2, checker.Violations.Count);
    }

    [Fact]
    public void PassiveStateEqualsAgreedUpdates_finds_a_passive_replica_that_is_not_what_the_updates_make()
    {
        var checker = new PassiveStateEqualsAgreedUpdates();
        var right = new Bank();
        right.Apply(Outcome(1).WriteSet);
        checker.Do(One, Append(1, 1, Outcome(1).WriteSet));
        checker.PassiveUpdated(LifeOf(One), new UpdateNumber(1), right.State);
        checker.End(Ending(One), Ending(Two));
        Assert.Empty(checker.Violations);
        checker.PassiveUpdated(LifeOf(Two), new UpdateNumber(1), new Bank().State);
        checker.End(Ending(One), Ending(Two));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void PassiveStateEqualsAgreedUpdates_finds_updates_that_differ_or_were_never_agreed()
    {
        var checker = new PassiveStateEqualsAgreedUpdates();
        checker.Do(One, Append(1, 1, Outcome(1).WriteSet));
        checker.Do(Two, Append(1, 1, [1]));
        checker.End(Ending(One, passive: Digest.Of([])), Ending(Two, passive: Digest.Of([])) with { Alive = false });
        var before = checker.Violations.Count;
        checker.End(Ending(One, passive: Digest.Of([])), Ending(Two, passive: Digest.Of([])));
        Assert.Contains("another update", checker.Violations[before], StringComparison.Ordinal);
        var unknown = new PassiveStateEqualsAgreedUpdates();
        unknown.PassiveUpdated(LifeOf(One), new UpdateNumber(1), new Bank().State);
        unknown.End(Ending(One));
        Assert.Contains("nobody agreed", unknown.Violations[0], StringComparison.Ordinal);
    }

    [Fact]
    public void OneOrder_finds_two_hosts_with_different_requests_at_a_settled_position()
    {
        var checker = new OneOrder();
        checker.Do(One, Execute(Request(1)));
        checker.Do(Two, Execute(Request(1, number: 2)));
        checker.End(Ending(One), Ending(Two));
        Assert.Empty(checker.Violations);
        checker.Do(One, Append(1, 1, []));
        checker.End(Ending(One), Ending(Two));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void OneOrder_finds_different_times_and_a_host_that_changes_its_mind()
    {
        var checker = new OneOrder();
        checker.Do(One, Execute(Request(1)), Execute(Request(2)), Answer(1, []));
        checker.Do(Two, Execute(Request(1, time: 99)));
        checker.Do(One, Execute(Request(2, number: 7)));
        checker.End(Ending(One), Ending(Two));
        Assert.Equal(2, checker.Violations.Count);
    }

    [Fact]
    public void OneOrder_lets_a_host_that_is_gone_have_another_end_but_not_answer_by_it()
    {
        var checker = new OneOrder();
        checker.Do(One, Execute(Request(1)), Append(1, 1, []));
        checker.Do(Two, Execute(Request(1, number: 2)));
        checker.End(Ending(One), Ending(Two) with { Alive = false });
        Assert.Empty(checker.Violations);
        checker.Do(Two, Answer(2, [], position: 1));
        checker.End(Ending(One), Ending(Two) with { Alive = false });
        Assert.Contains("survivors", Assert.Single(checker.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void RepliesMatchOneSequentialExecution_finds_an_answer_that_is_lost_with_the_host_that_gave_it()
    {
        var checker = new RepliesMatchOneSequentialExecution();
        checker.Do(Two, Execute(Request(1)), Answer(1, Outcome(1).Reply));
        checker.Do(One, Execute(Request(1)), Voided(1));
        checker.End(Ending(One), Ending(Two) with { Alive = false });
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void OneVerdict_finds_a_write_that_one_host_voided_and_another_agreed_on_while_both_went_on()
    {
        var checker = new OneVerdict();
        checker.Do(One, Append(1, 1, []));
        checker.Do(Two, Voided(1));
        checker.Do(One, Append(2, 2, []));
        checker.End(Ending(One), Ending(Two));
        Assert.Empty(checker.Violations);
        checker.Do(Two, Append(1, 2, []));
        checker.End(Ending(One), Ending(Two));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void EveryRequestIsAnsweredOnce_finds_a_request_without_an_answer_and_one_with_two()
    {
        var checker = new EveryRequestIsAnsweredOnce();
        checker.Step(One, Arrived(1));
        checker.Step(One, Arrived(2), Answer(2, []), Refuse(2, RefusalReason.TimedOut));
        Assert.Single(checker.Violations);
        checker.End(Ending(One));
        Assert.Equal(2, checker.Violations.Count);
    }

    [Fact]
    public void EveryRequestIsAnsweredOnce_finds_a_request_that_was_executed_although_it_was_refused_as_not_executed()
    {
        var checker = new EveryRequestIsAnsweredOnce();
        checker.Step(One, Arrived(1), Refuse(1, RefusalReason.NotServing));
        checker.Do(Two, Execute(Request(1)));
        checker.End(Ending(One));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void EveryRequestIsAnsweredOnce_forgives_a_manager_that_crashed()
    {
        var checker = new EveryRequestIsAnsweredOnce();
        checker.Step(One, Arrived(1));
        checker.End(Ending(One) with { Alive = false });
        Assert.Empty(checker.Violations);
    }

    [Fact]
    public void AgreedTimeGrows_finds_time_that_stands_still_and_an_answer_of_another_time()
    {
        var checker = new AgreedTimeGrows();
        checker.Do(One, Execute(Request(1, time: 5)), Execute(Request(2, time: 5)));
        checker.End(Ending(One), Ending(Two));
        Assert.Single(checker.Violations);
        checker.Do(One, Answer(1, [], time: 6));
        Assert.Equal(2, checker.Violations.Count);
    }

    [Fact]
    public void AgreedTimeGrows_finds_an_answer_of_a_time_at_which_only_a_host_that_went_its_own_way_executed_it()
    {
        var checker = new AgreedTimeGrows();
        checker.Do(One, Execute(Request(1, time: 5)));
        checker.Do(Two, Execute(Request(2, number: 1, time: 6)));
        checker.Do(One, Answer(1, [], time: 5));
        Assert.Empty(checker.Violations);
        checker.Do(One, Answer(1, [], time: 6));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void AgreedTimeGrows_takes_the_time_of_others_only_where_the_own_host_did_not_execute()
    {
        var checker = new AgreedTimeGrows();
        checker.Do(Two, Execute(Request(1, time: 5)));
        checker.Do(One, Answer(1, [], time: 5));
        Assert.Empty(checker.Violations);
        checker.Do(One, Answer(1, [], time: 6));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void BoundedMemory_finds_a_table_that_is_too_large_and_one_that_is_not_emptied()
    {
        var load = new ManagerLoad
        {
            InFlight = 1, InFlightBytes = 0, Window = 0, Waiting = 0, OpenWrites = 0, OpenReads = 0, EarlyBallots = 0,
            Decided = 0, Unjournaled = 0, BufferedUpdates = 0, KeptReplies = 0, Repeats = 0,
        };
        var checker = new BoundedMemory(Bounds.Options);
        checker.Loaded(One, load);
        Assert.Empty(checker.Violations);
        checker.End(Ending(One));
        Assert.Single(checker.Violations);
        checker.Loaded(One, load with { InFlight = Bounds.Options.InFlightMaximum + 1 });
        checker.Loaded(One, load with { Window = 1_000_000 });
        checker.Loaded(One, load with { EarlyBallots = 5_000 });
        Assert.Equal(4, checker.Violations.Count);
    }

    [Fact]
    public void CorrectStatesConverge_finds_replicas_that_differ()
    {
        var other = Digest.Of("other"u8);
        Assert.Empty(After(Ending(One), Ending(Two)));
        Assert.NotEmpty(After(Ending(One), Ending(Two, active: other, passive: other)));
        Assert.NotEmpty(After(Ending(One), Ending(Two, passive: other)));
        Assert.NotEmpty(After(Ending(One, active: other)));
        Assert.Empty(After(Ending(One), Ending(Two, active: other, passive: other, serving: false)));

        static IReadOnlyList<string> After(params HostEnding[] hosts)
        {
            var checker = new CorrectStatesConverge();
            checker.End(hosts);
            return checker.Violations;
        }
    }

    [Fact]
    public void RecoveryRemovesCorruption_finds_a_host_that_did_not_recover_and_a_replica_that_is_still_corrupted()
    {
        var recovered = new ManagerEffect.RecoveryDone(1, new ReplicaId(One, 2), Refusal: null);
        Assert.Empty(After(Ending(One)));
        Assert.Single(After(Ending(One), Ending(Two)));
        Assert.Empty(After(Ending(One), Ending(Two, serving: false)));
        Assert.Single(After(Ending(One) with { Corrupted = [new ReplicaId(One, 1)] }));
        Assert.Single(After(Ending(One) with { PassiveCorrupted = true }));
        Assert.Equal((1, 0), (TakesOver(corrupted: true), TakesOver(corrupted: false)));

        int TakesOver(bool corrupted)
        {
            var checker = new RecoveryRemovesCorruption();
            checker.Recovered(new ReplicaId(One, 2), corrupted);
            checker.BeginRound();
            checker.Recovered(new ReplicaId(One, 3), corrupted);
            return checker.Violations.Count;
        }

        IReadOnlyList<string> After(params HostEnding[] hosts)
        {
            var checker = new RecoveryRemovesCorruption();
            checker.BeginRound();
            checker.Do(One, recovered);
            checker.Do(Two, recovered with { Refusal = "Not now." });
            checker.End(hosts);
            return checker.Violations;
        }
    }

    [Fact]
    public void NobodyIsRefusedInCalm_finds_a_refusal_only_of_what_arrived_in_calm()
    {
        var checker = new NobodyIsRefusedInCalm();
        checker.Step(One, Arrived(1));
        checker.Calm = true;
        checker.Step(One, Arrived(2));
        checker.Do(One, Refuse(1, RefusalReason.NotServing));
        Assert.Empty(checker.Violations);
        checker.Do(One, Refuse(2, RefusalReason.NotServing));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void CorrectReplicasAreNotConvicted_finds_the_conviction_of_a_correct_replica_and_of_no_other()
    {
        var checker = new CorrectReplicasAreNotConvicted();
        checker.IntruderEntered(new ReplicaId(One, 1));
        checker.Step(One, new ManagerEvent.ReplicaLost(new ReplicaId(One, 2), "ended"));
        checker.Do(One, Convict(One, 1), Convict(One, 2));
        Assert.Empty(checker.Violations);
        checker.Do(One, Convict(One, 3));
        Assert.Contains("h1-r3", Assert.Single(checker.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void CorrectReplicasAreNotConvicted_lets_pass_a_replica_that_a_deadly_request_hit()
    {
        var checker = new CorrectReplicasAreNotConvicted();
        var died = new Vote(Protocol.Messages.Outcome.ServiceDied, default, default);
        checker.Step(One, new ManagerEvent.Executed(
            new ReplicaId(One, 1), new SequenceNumber(1), new ExecutionResult(died, default, default, "died")));
        checker.Do(One, Convict(One, 1));
        Assert.Empty(checker.Violations);
    }

    [Fact]
    public void EveryRequestEndsInTime_finds_a_client_that_waited_too_long()
    {
        var checker = new EveryRequestEndsInTime(_ => TimeSpan.FromSeconds(1));
        foreach (var (number, time) in new[] { (1UL, 1_000_000L), (2UL, 1_000_001L) })
        {
            checker.Step(One, Arrived(number));
            checker.Observe(new Observation(
                LifeOf(One), new Instant(time), new ManagerEvent.StateAsked(1), [Answer(number, [])]));
        }

        Assert.StartsWith(
            $"EveryRequestEndsInTime: {Id(2)}", Assert.Single(checker.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void PoisonIsQuarantined_finds_a_request_that_was_accepted_although_one_like_it_is_in_quarantine()
    {
        var checker = new PoisonIsQuarantined();
        checker.Step(One, Arrived(1));
        Quarantine(checker, Deposit.Encode());
        checker.Step(One, Arrived(2), Refuse(2, RefusalReason.Quarantined));
        checker.Step(Two, Arrived(3));
        Assert.Empty(checker.Violations);
        checker.Step(One, Arrived(4));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void PoisonIsQuarantined_finds_the_quarantine_of_an_innocent_request()
    {
        var checker = new PoisonIsQuarantined();
        checker.Step(One, Arrived(1));
        checker.Do(One, new ManagerEffect.Multicast(Quarantined(Deposit.Encode())));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void PoisonIsQuarantined_finds_the_quarantine_of_a_request_that_was_undone_once()
    {
        var checker = new PoisonIsQuarantined();
        var again = new ManagerEffect.Multicast(Quarantined(Deposit.Encode()) with { Reason = QuarantineReason.VoidedAgain });
        checker.Step(One, Arrived(1));
        checker.Do(One, Execute(Request(1)), Voided(1), again);
        Assert.Single(checker.Violations);
        checker.Do(One, Execute(Request(2)), Voided(2), again);
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void PoisonIsQuarantined_finds_hosts_that_hold_different_quarantines()
    {
        var checker = new PoisonIsQuarantined();
        var ending = Ending(Two);
        checker.End(Ending(One), ending with
        {
            State = ending.State! with
            {
                Quarantined = [new QuarantineEntry(Digest.Of("a"u8), new SequenceNumber(1), default, QuarantineReason.Voided)],
            },
        });
        Assert.Single(checker.Violations);
    }

    private static void Quarantine(Checker checker, byte[] request) => checker.Step(
        One, new ManagerEvent.Delivered(Two, Quarantined(request)),
        new ManagerEffect.Report(new ManagerReport(ReportKind.RequestQuarantined, "quarantined")));

    private static RequestQuarantined Quarantined(byte[] request) => new(
        new Epoch(1), One, new SequenceNumber(1), Likeness.Of(request), QuarantineReason.Voided);

    private static ManagerEffect.Multicast Convict(HostId host, uint generation) => new ManagerEffect.Multicast(
        new ReplicaConvicted(new Epoch(1), new ReplicaId(host, generation), new SequenceNumber(1)));
}

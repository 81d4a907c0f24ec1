using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Replication.Execution;
using Spare.Replication.Updates;
using Spare.Runtime.Loop;

namespace Spare.Runtime.Tests.Loop;

public sealed class StageClockTests
{
    private static readonly HostId One = new(1);
    private static readonly ReplicaId Active = new(One, 1);

    private readonly StageClock clock = new();

    [Fact]
    public void A_read_has_four_stages_each_counted_from_the_one_before()
    {
        Read(1, begin: 1_000, ordered: 1_300, begun: 1_310, executed: 1_500, answered: 1_900);
        Assert.Equal(
            [
                new StageTimes(StagedWork.Read, Stage.Ordered, 1, 300, 300, 300),
                new StageTimes(StagedWork.Read, Stage.Begun, 1, 10, 10, 10),
                new StageTimes(StagedWork.Read, Stage.Executed, 1, 190, 190, 190),
                new StageTimes(StagedWork.Read, Stage.Answered, 1, 400, 400, 400),
            ],
            clock.Summarise().ToArray());
    }

    [Fact]
    public void A_write_with_an_update_is_agreed_before_it_is_answered()
    {
        Until(Stage.Executed, 1, 1_000, 1_300, 1_310, 1_500);
        clock.Take(new ManagerEffect.AppendToJournal(
            new AgreedUpdate(new UpdateNumber(1), new SequenceNumber(1), new byte[1]), default, default, default), new Instant(1_600));
        Answer(1, 1_900);
        Assert.All(clock.Summarise(), times => Assert.Equal(StagedWork.Write, times.Work));
        Assert.Equal([300L, 10, 190, 100, 300], clock.Summarise().Select(times => times.Median));
    }

    [Fact]
    public void Percentiles_are_those_of_the_last_requests()
    {
        for (var number = 1; number <= RecentWork.Kept + 100; number++)
        {
            Read((ulong)number, 0, number <= 100 ? 9_999 : number - 100, 10_000, 10_000, 10_000);
        }

        var ordered = clock.Summarise()[0];
        Assert.Equal(
            new StageTimes(
                StagedWork.Read, Stage.Ordered, RecentWork.Kept, RecentWork.Kept / 2, (long)Math.Ceiling(0.99 * RecentWork.Kept),
                RecentWork.Kept),
            ordered);
    }

    [Fact]
    public void What_was_refused_or_is_not_from_here_does_not_count()
    {
        Until(Stage.Executed, 1, 1, 2, 3, 4);
        clock.Take(new ManagerEffect.Refuse(Id(1), new Refusal(RefusalReason.OutcomeUnknown, "why")), new Instant(5));
        Answer(1, 6);
        Answer(2, 7);
        Assert.Empty(clock.Summarise());
    }

    [Fact]
    public void What_others_answered_before_the_own_replica_does_not_count()
    {
        Until(Stage.Begun, 1, 1, 2, 3);
        Answer(1, 6);
        Assert.Empty(clock.Summarise());
    }

    [Fact]
    public void Requests_that_are_never_answered_do_not_add_up()
    {
        for (ulong number = 1; number <= StageClock.Followed; number++)
        {
            Until(Stage.Begun, number, 1, 2, 3);
        }

        Read(StageClock.Followed + 1, 1, 2, 3, 4, 5);
        Assert.Equal(1, clock.Summarise()[0].Count);
        Answer(1, 6);
        Assert.Equal(1, clock.Summarise()[0].Count);
    }

    [Fact]
    public void An_update_of_the_passive_replica_has_three_stages()
    {
        clock.TakeUpdate(new Instant(100), new Instant(150), new Instant(350), new Instant(351));
        Assert.Equal(
            [(Stage.Resumed, 50L), (Stage.Updated, 200L), (Stage.Paused, 1L)],
            clock.Summarise().Select(times => (times.Stage, times.Median)));
    }

    private static RequestId Id(ulong number) => new(One, new Incarnation(1), number);

    private void Read(ulong number, long begin, long ordered, long begun, long executed, long answered)
    {
        Until(Stage.Executed, number, begin, ordered, begun, executed);
        Answer(number, answered);
    }

    private void Until(Stage last, ulong number, params long[] times)
    {
        var sequence = new SequenceNumber(number);
        clock.Take(new ManagerEvent.RequestArrived(Id(number), new RouteNumber(0), default, default), new Instant(times[0]));
        clock.Take(
            new ManagerEvent.Delivered(One, new RequestProposed(Id(number), new RouteNumber(0), default, default, default)),
            new Instant(times[1]));
        clock.Take(
            new ManagerEffect.Execute(
                Active,
                new OrderedRequest(sequence, Id(number), new RouteNumber(0), RouteClass.Read, default, default, default),
                TimeSpan.FromSeconds(1), KeepReply: true),
            new Instant(times[2]));
        if (last == Stage.Executed)
        {
            clock.Take(
                new ManagerEvent.Executed(Active, sequence, new ExecutionResult(default, default, default, "")),
                new Instant(times[3]));
        }
    }

    private void Answer(ulong number, long at) => clock.Take(
        new ManagerEffect.Answer(Id(number), new SequenceNumber(number), default, default), new Instant(at));
}

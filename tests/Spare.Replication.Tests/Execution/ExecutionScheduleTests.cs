using FsCheck.Fluent;
using FsCheck;
using Spare.Protocol.Http;
using Spare.Replication.Execution;

namespace Spare.Replication.Tests.Execution;

public sealed class ExecutionScheduleTests
{
    private readonly HashSet<ulong> suspects = [];
    private readonly ExecutionSchedule schedule;

    public ExecutionScheduleTests() =>
        schedule = new ExecutionSchedule(concurrentReads: 2, sequence => suspects.Contains(sequence.Value));

    [Fact]
    public void Nothing_starts_before_there_is_a_replica()
    {
        schedule.Enqueue(Say.Request(1));
        Assert.Null(schedule.StartNext());
        schedule.Start();
        Assert.Equal(Say.At(1), schedule.StartNext()?.Sequence);
    }

    [Fact]
    public void One_write_is_given_ahead_of_its_turn()
    {
        Begin(Say.Request(1), Say.Request(2), Say.Request(3));
        Assert.Equal(Say.At(1), schedule.StartNext()?.Sequence);
        Assert.Equal(Say.At(2), schedule.StartNext()?.Sequence);
        Assert.Null(schedule.StartNext());
        Assert.True(schedule.Complete(Say.At(1)));
        Assert.Equal(Say.At(3), schedule.StartNext()?.Sequence);
    }

    [Fact]
    public void The_next_requests_do_not_wait_for_what_a_write_changed()
    {
        Begin(Say.Request(1), Say.Request(2), Read(3));
        schedule.StartNext();
        schedule.StartNext();
        schedule.End(Say.At(1));
        Assert.Null(schedule.StartNext());
        schedule.End(Say.At(2));
        Assert.Equal(Say.At(3), schedule.StartNext()?.Sequence);
        Assert.Equal(3, schedule.Running);
        Assert.True(schedule.Complete(Say.At(1)));
        Assert.True(schedule.Complete(Say.At(2)));
    }

    [Fact]
    public void An_end_that_comes_too_late_is_nothing()
    {
        Begin(Say.Request(1));
        schedule.StartNext();
        schedule.Complete(Say.At(1));
        schedule.End(Say.At(1));
        Assert.Equal(0, schedule.Running);
    }

    [Fact]
    public void Writes_whose_results_are_to_come_are_few()
    {
        Begin([.. Enumerable.Range(1, 20).Select(position => Say.Request((ulong)position))]);
        while (schedule.StartNext() is { } write)
        {
            schedule.End(write.Sequence);
        }

        Assert.Equal(ExecutionSchedule.WritesMaximum, schedule.Running);
        Assert.True(schedule.Complete(Say.At(1)));
        Assert.Equal(Say.At(ExecutionSchedule.WritesMaximum + 1), schedule.StartNext()?.Sequence);
    }

    [Fact]
    public void A_suspect_waits_for_all_others_and_all_others_wait_for_it()
    {
        suspects.Add(2);
        Begin(Say.Request(1), Say.Request(2), Say.Request(3));
        schedule.StartNext();
        schedule.End(Say.At(1));
        Assert.Null(schedule.StartNext());
        schedule.Complete(Say.At(1));
        Assert.Equal(Say.At(2), schedule.StartNext()?.Sequence);
        schedule.End(Say.At(2));
        Assert.Null(schedule.StartNext());
        schedule.Complete(Say.At(2));
        Assert.Equal(Say.At(3), schedule.StartNext()?.Sequence);
    }

    [Fact]
    public void A_write_that_waited_for_its_turn_was_not_executed_when_the_replica_ended()
    {
        Begin(Say.Request(1), Say.Request(2), Say.Request(3));
        schedule.StartNext();
        schedule.StartNext();
        schedule.End(Say.At(1));
        schedule.StartNext();
        Assert.Equal([Say.At(1), Say.At(2)], schedule.Stop().ToArray());
        Assert.Equal(0, schedule.Running);
    }

    [Fact]
    public void A_write_waits_for_all_lower_reads()
    {
        Begin(Read(1), Read(2), Say.Request(3));
        schedule.StartNext();
        schedule.StartNext();
        schedule.Complete(Say.At(1));
        Assert.Null(schedule.StartNext());
        schedule.Complete(Say.At(2));
        Assert.Equal(Say.At(3), schedule.StartNext()?.Sequence);
    }

    [Fact]
    public void A_read_waits_for_the_write_before_it()
    {
        Begin(Say.Request(1), Read(2));
        schedule.StartNext();
        Assert.Null(schedule.StartNext());
        schedule.Complete(Say.At(1));
        Assert.Equal(Say.At(2), schedule.StartNext()?.Sequence);
    }

    [Fact]
    public void Reads_run_together_up_to_their_maximum()
    {
        Begin(Read(1), Read(2), Read(3));
        Assert.NotNull(schedule.StartNext());
        Assert.NotNull(schedule.StartNext());
        Assert.Null(schedule.StartNext());
        schedule.Complete(Say.At(2));
        Assert.Equal(Say.At(3), schedule.StartNext()?.Sequence);
    }

    [Fact]
    public void What_ran_when_the_replica_ended_is_told_and_cannot_be_completed()
    {
        Begin(Read(1), Read(2));
        schedule.StartNext();
        schedule.StartNext();
        Assert.Equal([Say.At(1), Say.At(2)], schedule.Stop().ToArray());
        Assert.False(schedule.Open);
        Assert.False(schedule.Complete(Say.At(1)));
        Assert.False(schedule.IsRunning(Say.At(2)));
    }

    [Fact]
    public void The_next_replica_gets_what_it_is_told_and_nothing_else()
    {
        Begin(Say.Request(1), Say.Request(2), Say.Request(3));
        schedule.StartNext();
        schedule.Restart([Say.Request(1), Say.Request(3)]);
        Assert.Null(schedule.StartNext());
        schedule.Start();
        Assert.Equal(Say.At(1), schedule.StartNext()?.Sequence);
        schedule.Complete(Say.At(1));
        Assert.Equal(Say.At(3), schedule.StartNext()?.Sequence);
        Assert.Equal(0, schedule.Waiting);
    }

    [Fact]
    public void Requests_that_nobody_needs_leave_the_line()
    {
        Begin(Read(1), Read(2), Read(3));
        schedule.Prune(sequence => sequence == Say.At(2));
        Assert.Equal(1, schedule.Waiting);
        Assert.Equal(Say.At(2), schedule.StartNext()?.Sequence);
    }

    [Fact]
    public void No_write_is_given_beside_a_read_and_all_start_in_order() =>
        Prop.ForAll<bool[], byte[]>((reads, completions) =>
        {
            var line = new ExecutionSchedule(3, _ => false);
            line.Start();
            var requests = reads.Select((read, i) => read ? Read((ulong)i + 1) : Say.Request((ulong)i + 1)).ToArray();
            foreach (var request in requests)
            {
                line.Enqueue(request);
            }

            var running = new List<OrderedRequest>();
            var last = 0UL;
            foreach (var completion in completions)
            {
                while (line.StartNext() is { } next)
                {
                    if (next.Sequence.Value != ++last
                        || (running.Count > 0 && running.Append(next).Select(one => one.Class).Distinct().Count() > 1))
                    {
                        return false;
                    }

                    running.Add(next);
                }

                if (running.Count > 0)
                {
                    var done = running[completion % running.Count];
                    running.Remove(done);
                    line.Complete(done.Sequence);
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private static OrderedRequest Read(ulong position) => Say.Request(position, RouteClass.Read);

    private void Begin(params OrderedRequest[] requests)
    {
        schedule.Start();
        foreach (var request in requests)
        {
            schedule.Enqueue(request);
        }
    }
}

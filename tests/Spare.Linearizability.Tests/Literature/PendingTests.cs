using Spare.Linearizability.Histories;
using Spare.Linearizability.Registers;
using static Spare.Linearizability.Tests.PlainHistory;

namespace Spare.Linearizability.Tests.Literature;

/// <summary>Operations whose outcome nobody knows.</summary>
public sealed class PendingTests
{
    [Fact]
    public void A_write_of_unknown_outcome_may_never_take_effect() =>
        Fine(Check(Write(0, 1, 0, 1), PendingWrite(1, 2, 2), Read(2, 1, 10, 11), Read(2, 1, 12, 13)));

    [Fact]
    public void It_may_take_effect_at_once() =>
        Fine(Check(Write(0, 1, 0, 1), PendingWrite(1, 2, 2), Read(2, 2, 10, 11), Read(2, 2, 12, 13)));

    [Fact]
    public void It_may_take_effect_late() => Fine(Check(
        Write(0, 1, 0, 1), PendingWrite(1, 2, 2), Read(2, 1, 10, 11), Write(0, 3, 12, 13), Read(2, 2, 90, 91)));

    [Fact]
    public void It_takes_effect_once() => Wrong(5, Check(
        Write(0, 1, 0, 1), PendingWrite(1, 2, 2), Read(2, 2, 10, 11), Write(0, 3, 12, 13), Read(2, 2, 14, 15)));

    [Fact]
    public void It_does_not_take_effect_before_it_is_asked_for() =>
        Wrong(2, Check(Write(0, 1, 0, 1), Read(2, 2, 2, 3), PendingWrite(1, 2, 4)));

    [Fact]
    public void Its_client_may_go_on() =>
        Fine(Check(PendingWrite(0, 1, 0), Write(0, 2, 5, 6), Read(0, 1, 7, 8)));

    [Fact]
    public void A_read_of_unknown_outcome_explains_nothing() =>
        Wrong(3, Check(Write(0, 1, 0, 1), PendingRead(1, 2), Read(2, 0, 3, 4)));

    [Fact]
    public void A_history_of_nothing_but_unknown_outcomes_is_fine() =>
        Fine(Check(PendingWrite(0, 1, 0), PendingRead(1, 1)));

    [Fact]
    public void So_many_increments_of_unknown_outcome_may_have_counted_as_the_reads_say()
    {
        const int Pending = 40;

        Fine(CheckCounter(Pending, 0, 3, 3, 17, Pending));
        Wrong(Pending + 2, CheckCounter(Pending, 7, Pending + 1));
        Wrong(Pending + 3, CheckCounter(Pending, 3, 17, 16));
    }

    [Fact]
    public void Of_many_writes_of_unknown_outcome_a_few_may_have_taken_effect_in_any_order()
    {
        var pending = Enumerable.Range(1, 40).Select(value => PendingWrite(value, value, 0));

        Fine(Check(
            [.. pending, Read(0, 40, 1, 2), Read(0, 3, 3, 4), Write(0, 50, 5, 6), Read(0, 17, 7, 8), Read(0, 1, 9, 10)]));
    }

    private static CheckResult CheckCounter(int pending, params long[] reads) => LinearizabilityChecker.Check(
        new CounterModel(),
        new History<CounterInput, long>(
        [
            .. Enumerable.Range(0, pending)
                .Select(i => new Operation<CounterInput, long>(i, "c", CounterInput.Increment, i, Completion: null)),
            .. reads.Select((value, i) => (Value: value, Call: pending + (2 * i)))
                .Select(read => new Operation<CounterInput, long>(
                    pending, "c", CounterInput.Read, read.Call, new Completion<long>(read.Value, read.Call + 1))),
        ]));

    private static void Fine(CheckResult result) => Assert.IsType<CheckResult.Linearizable>(result);

    private static void Wrong(int blocked, CheckResult result) =>
        Assert.Equal(blocked, Assert.IsType<CheckResult.Violated>(result).Blocked);
}

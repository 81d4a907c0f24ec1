using static Spare.Linearizability.Tests.PlainHistory;

namespace Spare.Linearizability.Tests.Literature;

/// <summary>What goes wrong with registers, and what only looks wrong.</summary>
public sealed class RegisterTests
{
    [Fact]
    public void A_history_without_operations_is_fine() => Fine(Check());

    [Fact]
    public void One_after_the_other_is_fine() =>
        Fine(Check(Write(0, 1, 0, 1), Read(1, 1, 2, 3), Write(0, 2, 4, 5), Read(1, 2, 6, 7)), 1, 2, 3, 4);

    [Fact]
    public void A_stale_read_is_not() => Wrong(3, Check(Write(0, 1, 0, 1), Write(0, 2, 2, 3), Read(1, 1, 4, 5)));

    [Fact]
    public void A_value_that_nobody_wrote_is_not() => Wrong(2, Check(Write(0, 1, 0, 1), Read(1, 7, 2, 3)));

    [Fact]
    public void A_value_that_is_written_later_is_not() => Wrong(1, Check(Read(1, 1, 0, 1), Write(0, 1, 2, 3)));

    [Fact]
    public void A_lost_write_is_not() => Wrong(2, Check(Write(0, 1, 0, 1), Read(1, 0, 2, 3)));

    [Fact]
    public void A_read_beside_a_write_may_see_either_value()
    {
        Fine(Check(Write(0, 1, 0, 9), Read(1, 0, 2, 3)), 2, 1);
        Fine(Check(Write(0, 1, 0, 9), Read(1, 1, 2, 3)), 1, 2);
    }

    [Fact]
    public void A_write_that_was_seen_and_then_unseen_is_not() =>
        Wrong(3, Check(Write(0, 1, 0, 9), Read(1, 1, 1, 2), Read(2, 0, 3, 4)));

    [Fact]
    public void Two_readers_may_not_see_two_writes_in_different_orders() => Wrong(6, Check(
        Write(0, 1, 0, 9), Write(1, 2, 0, 9),
        Read(2, 1, 10, 11), Read(3, 1, 12, 13), Read(2, 1, 14, 15), Read(3, 2, 16, 17)));

    [Fact]
    public void Two_concurrent_writes_may_be_seen_in_the_order_that_the_reads_need() =>
        Fine(Check(Write(0, 1, 0, 9), Write(1, 2, 1, 8), Read(2, 2, 2, 3), Read(2, 1, 4, 5)), 2, 3, 1, 4);

    [Fact]
    public void Operations_that_touch_may_have_overlapped() => Fine(Check(Write(0, 1, 0, 5), Read(1, 0, 5, 6)));

    [Fact]
    public void Operations_that_do_not_touch_have_not() => Wrong(2, Check(Write(0, 1, 0, 5), Read(1, 0, 6, 7)));

    [Fact]
    public void Objects_are_independent()
    {
        Fine(Check(Write(0, 1, 0, 1, "x"), Read(1, 0, 2, 3, "y"), Write(0, 2, 4, 5, "y"), Read(1, 1, 6, 7, "x")));
        Wrong(4, Check(Write(0, 1, 0, 1, "x"), Write(0, 2, 2, 3, "y"), Read(1, 1, 4, 5, "x"), Read(1, 1, 6, 7, "y")));
    }

    [Fact]
    public void The_moment_of_the_mistake_is_told_and_not_a_later_one() => Wrong(3, Check(
        Write(0, 1, 0, 1), Write(0, 2, 2, 3), Read(1, 1, 4, 5),
        Read(1, 2, 6, 7), Write(0, 3, 8, 9), Read(1, 7, 10, 11)));

    [Fact]
    public void The_longest_order_is_told()
    {
        LongestIs([1, 2, 3], Check(Write(0, 1, 0, 1), Write(1, 2, 2, 9), Read(2, 2, 3, 4), Read(2, 1, 5, 6)));
        LongestIs([1, 2], Check(Write(0, 1, 0, 1), Write(1, 2, 2, 9), Read(2, 7, 3, 4)));
    }

    private static void LongestIs(IEnumerable<int> prefix, CheckResult result) =>
        Assert.Equal(prefix, Assert.IsType<CheckResult.Violated>(result).Prefix.Numbers);

    private static void Fine(CheckResult result, params int[] order)
    {
        var orders = Assert.IsType<CheckResult.Linearizable>(result).Orders;
        if (order.Length > 0)
        {
            Assert.Equal<IEnumerable<int>>(order, Assert.Single(orders).Numbers);
        }
    }

    private static void Wrong(int blocked, CheckResult result) =>
        Assert.Equal(blocked, Assert.IsType<CheckResult.Violated>(result).Blocked);
}

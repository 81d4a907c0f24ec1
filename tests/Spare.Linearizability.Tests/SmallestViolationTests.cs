using Spare.Linearizability.Histories;
using Spare.Linearizability.Registers;

namespace Spare.Linearizability.Tests;

public sealed class SmallestViolationTests
{
    private static readonly Operation<CounterInput, long> Early = new(0, "a", CounterInput.Read, 0, new(0, 1));
    private static readonly Operation<CounterInput, long> First = new(0, "a", CounterInput.Increment, 2, new(1, 3));
    private static readonly Operation<CounterInput, long> Read = new(0, "a", CounterInput.Read, 4, new(1, 5));
    private static readonly Operation<CounterInput, long> Slow = new(1, "a", CounterInput.Increment, 6, new(3, 12));
    private static readonly Operation<CounterInput, long> Stale = new(0, "a", CounterInput.Read, 7, new(0, 8));
    private static readonly Operation<CounterInput, long> Later = new(0, "a", CounterInput.Read, 9, new(7, 10));
    private static readonly Operation<CounterInput, long> Other = new(2, "b", CounterInput.Increment, 1, new(1, 2));

    [Fact]
    public void What_came_after_the_first_wrong_answer_is_left_out_and_so_is_what_is_not_needed_to_show_it()
    {
        var smallest = Smallest(Later, Slow, Other, Early, Stale, First, Read);

        Assert.Equal([First, Slow with { Completion = null }, Stale], smallest.Operations.AsEnumerable());
    }

    [Fact]
    public void A_write_is_never_left_out()
    {
        Operation<CounterInput, long> wrong = new(0, "a", CounterInput.Read, 4, new(2, 5));

        Assert.Equal([First, wrong], Smallest(First, wrong).Operations.AsEnumerable());
    }

    private static History<CounterInput, long> Smallest(params Operation<CounterInput, long>[] operations)
    {
        var smallest = SmallestViolation.Of(
            new CounterModel(), new History<CounterInput, long>(operations), "a", (input, _) => input == CounterInput.Read);
        Assert.IsType<CheckResult.Violated>(LinearizabilityChecker.Check(new CounterModel(), smallest));
        return smallest;
    }
}

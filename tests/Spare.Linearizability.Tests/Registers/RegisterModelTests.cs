using Spare.Linearizability.Histories;
using Spare.Linearizability.Registers;

namespace Spare.Linearizability.Tests.Registers;

public sealed class RegisterModelTests
{
    private static readonly RegisterState Absent = new(null, 0);
    private static readonly RegisterState Third = new("c", 3);

    public static TheoryData<RegisterState, RegisterInput, RegisterOutput, RegisterState> Steps => new()
    {
        { Absent, new RegisterInput.Read(), new RegisterOutput.Absent(), Absent },
        { Third, new RegisterInput.Read(), new RegisterOutput.Present("c", 3), Third },
        { Absent, new RegisterInput.Write("a"), new RegisterOutput.Written(1, null), new("a", 1) },
        { Third, new RegisterInput.Write("d"), new RegisterOutput.Written(4, "c"), new("d", 4) },
        { Absent, new RegisterInput.CompareAndSet(0, "a"), new RegisterOutput.Written(1, null), new("a", 1) },
        { Absent, new RegisterInput.CompareAndSet(1, "a"), new RegisterOutput.Mismatch(null, 0), Absent },
        { Third, new RegisterInput.CompareAndSet(3, "d"), new RegisterOutput.Written(4, "c"), new("d", 4) },
        { Third, new RegisterInput.CompareAndSet(2, "d"), new RegisterOutput.Mismatch("c", 3), Third },
        { Absent, new RegisterInput.Delete(), new RegisterOutput.Deleted(null), Absent },
        { Third, new RegisterInput.Delete(), new RegisterOutput.Deleted("c"), Absent },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_answers_as_the_service_does(
        RegisterState state, RegisterInput input, RegisterOutput output, RegisterState next) =>
        Assert.Equal(new Step<RegisterState, RegisterOutput>(next, output), new RegisterModel().Apply(state, input));

    [Fact]
    public void A_lost_update_is_a_violation_and_is_explained()
    {
        var result = Assert.IsType<CheckResult.Violated>(LinearizabilityChecker.Check(
            new RegisterModel(),
            new History<RegisterInput, RegisterOutput>(
            [
                new(0, "stock", new RegisterInput.Write("ten"), 0, new(Written(1, null), 1)),
                new(1, "stock", new RegisterInput.CompareAndSet(1, "nine"), 2, new(Written(2, "ten"), 5)),
                new(2, "stock", new RegisterInput.CompareAndSet(1, "eight"), 3, new(Written(2, "ten"), 6)),
                new(3, "stock", new RegisterInput.Read(), 4, null),
            ])));

        Assert.Equal(
            """
            'stock' is not linearizable. No order of its operations gets past this answer:
              #3 client 2: write 'eight' over version 1 -> version 2, old 'ten'  [3, 6]
            There it would be: refused, 'nine', version 2
            The longest order of what came before has 2 of 4 operations and leaves: 'nine', version 2
              #1 client 0: write 'ten' -> version 1, old no value  [0, 1]
              #2 client 1: write 'nine' over version 1 -> version 2, old 'ten'  [2, 5]
            Under way when the answer came, and not needed for the order:
              #4 client 3: read -> outcome unknown  [4, ...]

            """,
            result.Explanation);
    }

    [Fact]
    public void A_counter_counts()
    {
        Assert.Equal(new Step<long, long>(5, 5), new CounterModel().Apply(5, CounterInput.Read));
        Assert.Equal(new Step<long, long>(6, 6), new CounterModel().Apply(5, CounterInput.Increment));
    }

    private static RegisterOutput.Written Written(long version, string? old) => new(version, old);
}

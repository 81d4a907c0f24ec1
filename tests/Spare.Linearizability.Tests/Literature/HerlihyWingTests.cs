using Spare.Linearizability.Histories;

namespace Spare.Linearizability.Tests.Literature;

/// <summary>
/// M. Herlihy, J. Wing: Linearizability: A Correctness Condition for Concurrent Objects (1990). Histories of a queue like
/// those with which the paper begins.
/// </summary>
public sealed class HerlihyWingTests
{
    private const int A = 0;
    private const int B = 1;

    [Fact]
    public void Items_that_were_put_in_concurrently_come_out_in_any_order()
    {
        Assert.IsType<CheckResult.Linearizable>(Check(
            Put(A, 'x', 0, 4), Put(B, 'y', 1, 3), Take(B, "x", 5, 7), Take(A, "y", 6, 8), Put(A, 'z', 9, 10)));
        Assert.IsType<CheckResult.Linearizable>(Check(
            Put(A, 'x', 0, 4), Put(B, 'y', 1, 3), Take(B, "y", 5, 7), Take(A, "x", 6, 8), Put(A, 'z', 9, 10)));
    }

    [Fact]
    public void What_went_in_first_comes_out_first() =>
        Assert.IsType<CheckResult.Violated>(Check(Put(A, 'x', 0, 1), Put(B, 'y', 2, 4), Take(A, "y", 3, 5)));

    [Fact]
    public void An_item_may_come_out_before_the_call_that_put_it_in_returns() =>
        Assert.IsType<CheckResult.Linearizable>(Check(Put(A, 'x', 0, 3), Take(B, "x", 1, 2)));

    [Fact]
    public void An_item_does_not_come_out_twice() => Assert.IsType<CheckResult.Violated>(Check(
        Put(A, 'x', 0, 2), Put(B, 'y', 1, 3), Take(A, "y", 4, 6), Take(B, "y", 5, 7)));

    /// <summary>Each queue alone is sequentially consistent, both together are not; neither is linearizable.</summary>
    [Theory]
    [InlineData("p")]
    [InlineData("q")]
    public void A_queue_is_judged_alone(string key)
    {
        Operation<QueueInput, string>[] both =
        [
            Put(A, 'x', 0, 1, "p"), Put(B, 'y', 2, 3, "q"), Put(A, 'x', 4, 5, "q"), Put(B, 'y', 6, 7, "p"),
            Take(A, "y", 8, 9, "p"), Take(B, "x", 10, 11, "q"),
        ];

        Assert.IsType<CheckResult.Violated>(Check([.. both.Where(operation => operation.Key == key)]));
    }

    private static CheckResult Check(params Operation<QueueInput, string>[] operations) =>
        LinearizabilityChecker.Check(new QueueModel(), new History<QueueInput, string>(operations));

    private static Operation<QueueInput, string> Put(int client, char item, long call, long end, string key = "q") =>
        new(client, key, new QueueInput(item), call, new Completion<string>("ok", end));

    private static Operation<QueueInput, string> Take(int client, string item, long call, long end, string key = "q") =>
        new(client, key, default, call, new Completion<string>(item, end));
}

using Spare.Linearizability.Histories;
using Spare.Linearizability.Registers;

namespace Spare.Linearizability.Tests.Generated;

/// <summary>What a check may cost, and what it says when that is not enough.</summary>
public sealed class LimitTests
{
    private const int ClientsOfEach = 10;
    private const int Keys = 30;
    private const int Operations = 5_000;

    private static readonly SearchLimits ShortTime = SearchLimits.Default with { Time = TimeSpan.FromSeconds(100) };
    private static readonly SearchLimits LittleMemory = SearchLimits.Default with { Bytes = 100_000 };

    [Fact]
    public void Thousands_of_operations_of_many_clients_are_decided()
    {
        var history = DrawLarge();

        Assert.Equal(Operations, history.Operations.Length);
        Assert.IsType<CheckResult.Linearizable>(LinearizabilityChecker.Check(new RegisterModel(), history));
    }

    [Fact]
    public void One_wrong_answer_among_thousands_is_found()
    {
        var operations = DrawLarge().Operations.ToArray();
        var i = Array.FindLastIndex(operations, operation => operation.Completion?.Output is RegisterOutput.Present);
        var (key, completion) = (operations[i].Key, operations[i].Completion!); // It was answered.
        var wrong = new RegisterOutput.Present("none", 1);
        operations[i] = operations[i] with { Completion = completion with { Output = wrong } };

        var result = LinearizabilityChecker.Check(
            new RegisterModel(), new History<RegisterInput, RegisterOutput>(operations));

        var violated = Assert.IsType<CheckResult.Violated>(result);
        Assert.Equal((key, i + 1), (violated.Prefix.Key, violated.Blocked));
    }

    [Fact]
    public void A_search_without_time_leaves_the_result_unknown()
    {
        var result = LinearizabilityChecker.Check(
            new PlainRegister(), Puzzle("x"), ShortTime, new RushingClock());

        IsUnknown("x", "time", result);
    }

    [Fact]
    public void A_search_without_memory_leaves_the_result_unknown()
    {
        var result = LinearizabilityChecker.Check(
            new PlainRegister(), Puzzle("x"), LittleMemory, TimeProvider.System);

        IsUnknown("x", "memory", result);
    }

    [Fact]
    public void A_violation_counts_although_another_object_is_unknown()
    {
        var history = new History<PlainInput, int>(
            [.. Puzzle("a").Operations, PlainHistory.Read(99, 7, 0, 1, "z")]);

        var result = LinearizabilityChecker.Check(
            new PlainRegister(), history, LittleMemory, TimeProvider.System);

        Assert.Equal("z", Assert.IsType<CheckResult.Violated>(result).Prefix.Key);
    }

    [Fact]
    public void A_hard_object_leaves_time_for_the_others()
    {
        var history = new History<PlainInput, int>(
            [.. Puzzle("a").Operations, PlainHistory.Write(99, 7, 0, 1, "z"), PlainHistory.Read(99, 7, 2, 3, "z")]);

        var result = LinearizabilityChecker.Check(
            new PlainRegister(), history, ShortTime, new RushingClock());

        IsUnknown("a", "time", result);
    }

    private static void IsUnknown(string key, string reason, CheckResult result)
    {
        var unknown = Assert.IsType<CheckResult.Unknown>(result);
        Assert.Equal(key, Assert.Single(unknown.Keys));
        Assert.Contains(reason, unknown.Reason, StringComparison.Ordinal);
    }

    /// <summary>Many concurrent writes, and a read that none of them explains: all subsets have to be tried.</summary>
    private static History<PlainInput, int> Puzzle(string key) => new(
    [
        .. Enumerable.Range(0, 25).Select(i => PlainHistory.Write(i, i, 0, 100, key)),
        PlainHistory.Read(25, -1, 50, 60, key),
    ]);

    private static History<RegisterInput, RegisterOutput> DrawLarge()
    {
        var random = new Random(1);
        return new(Enumerable.Range(0, Keys).SelectMany(key =>
        {
            var count = (Operations / Keys) + (key < Operations % Keys ? 1 : 0);
            var generator = new HistoryGenerator<RegisterState, RegisterInput, RegisterOutput>(
                new RegisterModel(), DrawInput, random);
            return generator.Linearizable(ClientsOfEach, count)
                .Select(operation => operation with
                {
                    Key = $"key{key}",
                    Client = (key * ClientsOfEach) + operation.Client,
                });
        }));
    }

    private static RegisterInput DrawInput(Random random) => random.Next(10) switch
    {
        < 5 => new RegisterInput.Read(),
        < 8 => new RegisterInput.Write($"{random.Next()}"),
        _ => new RegisterInput.CompareAndSet(random.Next(20), $"{random.Next()}"),
    };

    /// <summary>A second passes whenever somebody looks.</summary>
    private sealed class RushingClock : TimeProvider
    {
        private long seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => seconds++;
    }
}

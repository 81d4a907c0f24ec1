using Spare.Linearizability.Histories;
using Spare.Linearizability.Registers;

namespace Spare.Linearizability.Tests.Generated;

/// <summary>Thousands of small histories, right and wrong ones: the checker says what the definition says.</summary>
public sealed class DefinitionTests
{
    private const int Histories = 4_000;
    private const int Clients = 4;
    private const int Largest = 6;
    private const int Seed = 19_900_712;

    [Fact]
    public void Plain_registers_are_judged_as_defined() => Compare(
        new PlainRegister(), random => random.Next(2) == 0 ? PlainInput.Read : PlainInput.Write(random.Next(3)));

    [Fact]
    public void Registers_are_judged_as_defined() => Compare(
        new RegisterModel(),
        random => random.Next(8) switch
        {
            < 3 => new RegisterInput.Read(),
            < 5 => new RegisterInput.Write($"{random.Next(2)}"),
            < 7 => new RegisterInput.CompareAndSet(random.Next(3), $"{random.Next(2)}"),
            _ => new RegisterInput.Delete(),
        });

    [Fact]
    public void Counters_are_judged_as_defined() => Compare(
        new CounterModel(), random => random.Next(2) == 0 ? CounterInput.Read : CounterInput.Increment);

    private static void Compare<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, Func<Random, TInput> draw)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        var random = new Random(Seed);
        var wrong = 0;
        for (var i = 0; i < Histories; i++)
        {
            var generator = new HistoryGenerator<TState, TInput, TOutput>(model, draw, random);
            var count = 2 + random.Next(Largest - 1);
            var operations = i % 3 == 0 ? generator.Linearizable(Clients, count) : generator.Suspicious(Clients, count);
            var history = new History<TInput, TOutput>(operations);
            switch (LinearizabilityChecker.Check(model, history))
            {
                case CheckResult.Linearizable { Orders: [var order] }:
                    Explains(model, history, order);
                    break;
                case CheckResult.Violated violated:
                    Assert.True(i % 3 != 0, $"history {i}, which is linearizable: {violated}");
                    NothingGetsPast(model, history, violated);
                    wrong++;
                    break;
                case var other:
                    Assert.Fail($"history {i}: {other}");
                    break;
            }
        }

        Assert.InRange(wrong, Histories / 20, Histories * 6 / 10);
    }

    private static void Explains<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, History<TInput, TOutput> history, Linearization order)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        var ordered = order.Numbers.Select(number => history.Operations[number - 1]).ToArray();
        Assert.Equal(order.Numbers.Length, order.Numbers.Distinct().Count());
        Assert.Equal(
            history.Operations.Count(operation => operation.Completion is not null),
            ordered.Count(operation => operation.Completion is not null));
        Assert.True(Permutations.Explains(model, ordered), string.Join('\n', ordered.AsEnumerable()));
    }

    /// <summary>What was asked by then has an order before the operation returns, and none when it does.</summary>
    private static void NothingGetsPast<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, History<TInput, TOutput> history, CheckResult.Violated violated)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        var blocked = history.Operations[violated.Blocked - 1];
        var end = blocked.Completion?.Return ?? long.MinValue;
        var before = history.Operations.Where(operation => operation.Completion?.Return < end).ToArray();
        var asked = history.Operations.Where(operation => operation.Call <= end);
        var beside = asked.Except([.. before, blocked]).ToArray();
        var prefix = violated.Prefix.Numbers.Select(number => history.Operations[number - 1]).ToArray();

        Assert.False(Permutations.Explain(model, [.. before, blocked], beside), $"{violated}");
        Assert.True(Permutations.Explain(model, before, [.. beside, blocked]), $"{violated}");
        Assert.True(Permutations.Explains(model, prefix), $"{violated}");
        Assert.Empty(before.Except(prefix));
        Assert.Empty(prefix.Except([.. before, .. beside]));
    }
}

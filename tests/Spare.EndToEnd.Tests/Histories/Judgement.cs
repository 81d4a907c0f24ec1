using Spare.Linearizability;
using Spare.Linearizability.Histories;

namespace Spare.EndToEnd.Tests.Histories;

/// <summary>Asserts on recorded histories.</summary>
internal static class Judgement
{
    /// <summary>Anything but a proof fails. What failed is kept beside the tests, to be read and checked again.</summary>
    public static void IsLinearizable<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, History<TInput, TOutput> history, string name)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        var result = LinearizabilityChecker.Check(model, history);
        if (result is not CheckResult.Linearizable)
        {
            var path = Path.Combine(AppContext.BaseDirectory, $"{name}.history.jsonl");
            using var file = File.CreateText(path);
            HistoryFile.Write(history, file);
            Assert.Fail($"{result}\nThe whole history is in {path}.");
        }
    }

    /// <summary>How many operations overlap with the next one on the same object: without any there is little to judge.</summary>
    public static int Overlaps<TInput, TOutput>(History<TInput, TOutput> history)
        where TInput : notnull
        where TOutput : notnull =>
        history.Partitions.Sum(partition =>
        {
            var inOrder = partition.Operations.OrderBy(operation => operation.Call).ToArray();
            return inOrder.Zip(inOrder.Skip(1)).Count(pair => pair.Second.Call < pair.First.Completion?.Return);
        });
}

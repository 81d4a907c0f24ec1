using System.Collections.Immutable;

namespace Spare.Linearizability.Histories;

/// <summary>
/// A well-formed history: what some clients asked and were answered. An operation's number is its place among all,
/// counted from 1 as the lines of a file are; the order says nothing about time.
/// </summary>
public sealed class History<TInput, TOutput>
    where TInput : notnull
    where TOutput : notnull
{
    /// <exception cref="MalformedHistoryException">No clients could have seen this.</exception>
    public History(IEnumerable<Operation<TInput, TOutput>> operations)
    {
        Operations = [.. operations];
        for (var i = 0; i < Operations.Length; i++)
        {
            if (MistakeIn(Operations[i]) is { } mistake)
            {
                throw new MalformedHistoryException(i + 1, mistake);
            }
        }

        CheckThatClientsWait();
    }

    public ImmutableArray<Operation<TInput, TOutput>> Operations { get; }

    /// <summary>The operations on each object, by its key.</summary>
    public IReadOnlyList<Partition<TInput, TOutput>> Partitions =>
    [
        .. Enumerable.Range(1, Operations.Length)
            .GroupBy(number => Operations[number - 1].Key, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Partition<TInput, TOutput>(
                group.Key, [.. group], [.. group.Select(number => Operations[number - 1])])),
    ];

    // Files are read through the same door, and they can hold nulls where the types do not permit them.
    private static string? MistakeIn(Operation<TInput, TOutput> operation) => operation switch
    {
        { Client: < 0 } => "a client's number is not negative",
        { Key: null or "" } => "there is no key",
        { Input: null } => "there is no input",
        { Completion.Output: null } => "there is no output",
        { Completion: { } completion } when completion.Return < operation.Call =>
            $"it returns at {completion.Return}, before its call at {operation.Call}",
        _ => null,
    };

    private void CheckThatClientsWait()
    {
        foreach (var client in Enumerable.Range(0, Operations.Length).GroupBy(i => Operations[i].Client))
        {
            var inOrder = client.OrderBy(i => Operations[i].Call).ToArray();
            for (var i = 1; i < inOrder.Length; i++)
            {
                var (before, after) = (Operations[inOrder[i - 1]], Operations[inOrder[i]]);
                if (before.Completion is { } completion && completion.Return > after.Call)
                {
                    throw new MalformedHistoryException(
                        inOrder[i] + 1,
                        $"client {client.Key} asks at {after.Call}, while it waits until {completion.Return}"
                        + $" for the answer to operation {inOrder[i - 1] + 1}");
                }
            }
        }
    }
}

/// <summary>The operations on one object, with their numbers in the whole history.</summary>
public sealed record Partition<TInput, TOutput>(
    string Key, ImmutableArray<int> Numbers, ImmutableArray<Operation<TInput, TOutput>> Operations)
    where TInput : notnull
    where TOutput : notnull;

using System.Collections.Concurrent;
using System.Diagnostics;
using Spare.Linearizability.Histories;

namespace Spare.Histories.Recording;

/// <summary>Writes down what many clients ask at once, and what each of them learns.</summary>
internal sealed class Recorder<TInput, TOutput>
    where TInput : notnull
    where TOutput : notnull
{
    private readonly ConcurrentQueue<Operation<TInput, TOutput>> operations = [];

    /// <summary>Operations that were answered, or may have been executed.</summary>
    public int Recorded => operations.Count;

    public History<TInput, TOutput> History => new(operations);

    /// <summary>The call is before anything is sent, the return after everything is read.</summary>
    public async Task<ClientOutcome<TOutput>> RecordAsync(
        int client, string key, TInput input, Func<Task<ClientOutcome<TOutput>>> ask)
    {
        var call = Stopwatch.GetTimestamp();
        var outcome = await ask();
        var end = Stopwatch.GetTimestamp();
        switch (outcome)
        {
            case ClientOutcome<TOutput>.Answered { Output: var output }:
                operations.Enqueue(new(client, key, input, call, new(output, end)));
                break;
            case ClientOutcome<TOutput>.Unknown:
                operations.Enqueue(new(client, key, input, call, Completion: null));
                break;
            default: // It is as if nobody had asked.
                break;
        }

        return outcome;
    }
}

using Spare.Linearizability.Histories;

namespace Spare.Linearizability.Tests.Generated;

/// <summary>
/// Draws what clients see of one linearizable object: they ask, their operation takes effect some time later, they are
/// answered or give up. An operation that was given up may take effect long after, or never.
/// </summary>
internal sealed class HistoryGenerator<TState, TInput, TOutput>(
    IModel<TState, TInput, TOutput> model, Func<Random, TInput> draw, Random random)
    where TState : IEquatable<TState>
    where TInput : notnull
    where TOutput : notnull
{
    private const string Key = "x";
    private const int GivenUpPercent = 10;
    private const int Attempts = 10;

    private readonly List<TState> passed = [];
    private readonly List<Operation<TInput, TOutput>> operations = [];
    private readonly List<TInput> late = [];
    private TState state = model.InitialOf(Key);

    public IReadOnlyList<Operation<TInput, TOutput>> Linearizable(int clients, int count)
    {
        passed.Add(state);
        var waiting = new Waiting?[clients];
        var asked = 0;
        for (var now = 0; operations.Count < count; now++)
        {
            var client = random.Next(clients);
            switch (waiting[client])
            {
                case null when asked == count:
                    break;
                case null:
                    waiting[client] = new Waiting(draw(random), now, default, HasEffect: false);
                    asked++;
                    break;
                case { } given when random.Next(100) < GivenUpPercent:
                    GiveUp(client, given);
                    waiting[client] = null;
                    break;
                case { HasEffect: false } called:
                    waiting[client] = called with { Output = TakeEffect(called.Input), HasEffect = true };
                    break;
                case { Output: { } output } done:
                    operations.Add(new(client, Key, done.Input, done.Call, new(output, now)));
                    waiting[client] = null;
                    break;
            }

            SomethingLateHappens();
        }

        return [.. operations.Select(Earlier)];
    }

    /// <summary>The same with an answer that the object would give in another state; it may be right all the same.</summary>
    public IReadOnlyList<Operation<TInput, TOutput>> Suspicious(int clients, int count)
    {
        var suspicious = Linearizable(clients, count).ToArray();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var i = random.Next(count);
            var (_, output) = model.Apply(passed[random.Next(passed.Count)], suspicious[i].Input);
            if (suspicious[i].Completion is { } completion && !output.Equals(completion.Output))
            {
                suspicious[i] = suspicious[i] with { Completion = completion with { Output = output } };
                break;
            }
        }

        return suspicious;
    }

    private TOutput TakeEffect(TInput input)
    {
        (state, var output) = model.Apply(state, input);
        passed.Add(state);
        return output;
    }

    private void GiveUp(int client, Waiting given)
    {
        operations.Add(new(client, Key, given.Input, given.Call, Completion: null));
        if (!given.HasEffect)
        {
            late.Add(given.Input);
        }
    }

    private void SomethingLateHappens()
    {
        if (late.Count > 0 && random.Next(100) < GivenUpPercent)
        {
            TakeEffect(late[0]);
            late.RemoveAt(0);
        }
    }

    /// <summary>Some are called at the tick of the event before, which permits more orders and forbids none.</summary>
    private Operation<TInput, TOutput> Earlier(Operation<TInput, TOutput> operation) =>
        random.Next(4) == 0 ? operation with { Call = Math.Max(0, operation.Call - 1) } : operation;

    private sealed record Waiting(TInput Input, long Call, TOutput? Output, bool HasEffect);
}

namespace Spare.Linearizability;

/// <summary>
/// The sequential specification of an object: what it answers, and what it is afterwards, if operations come one at a
/// time. Deterministic and total: any input is answered in any state, if only with a refusal. What a service may answer
/// differently (times, for one) is left out of the output.
/// </summary>
/// <typeparam name="TState">Compared by value; immutable.</typeparam>
/// <typeparam name="TInput">Compared by value; its text tells people what was asked.</typeparam>
/// <typeparam name="TOutput">Compared by value; its text tells people what came back.</typeparam>
public interface IModel<TState, TInput, TOutput>
    where TState : IEquatable<TState>
    where TInput : notnull
    where TOutput : notnull
{
    /// <summary>What an object is before its first operation.</summary>
    TState InitialOf(string key);

    Step<TState, TOutput> Apply(TState state, TInput input);
}

/// <summary>What one operation leads to.</summary>
public readonly record struct Step<TState, TOutput>(TState Next, TOutput Output);

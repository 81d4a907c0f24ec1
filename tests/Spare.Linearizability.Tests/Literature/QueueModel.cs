namespace Spare.Linearizability.Tests.Literature;

/// <summary>A first-in-first-out queue of letters, kept as a text.</summary>
internal sealed class QueueModel : IModel<string, QueueInput, string>
{
    public string InitialOf(string key) => "";

    public Step<string, string> Apply(string state, QueueInput input) => input.Item is { } item
        ? new(state + item, "ok")
        : state.Length == 0 ? new(state, "empty") : new(state[1..], state[..1]);
}

/// <summary>Enqueues a letter, or dequeues if there is none.</summary>
internal readonly record struct QueueInput(char? Item);

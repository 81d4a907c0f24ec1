namespace Spare.Linearizability.Histories;

/// <summary>What one client asked of one object and, unless it is pending, what it was answered.</summary>
/// <param name="Client">A client asks nothing more while it waits for an answer.</param>
/// <param name="Key">Names the object. Objects do not depend on each other.</param>
/// <param name="Call">When it was asked, in ticks of a monotonic clock that all clients share.</param>
/// <param name="Completion">
/// Null for a pending operation, whose outcome the client never learned: it may have taken effect at any time after its
/// call, however late, or never.
/// </param>
public sealed record Operation<TInput, TOutput>(
    int Client, string Key, TInput Input, long Call, Completion<TOutput>? Completion)
    where TInput : notnull
    where TOutput : notnull
{
    public override string ToString() => Completion is { } completion
        ? $"client {Client}: {Input} -> {completion.Output}  [{Call}, {completion.Return}]"
        : $"client {Client}: {Input} -> outcome unknown  [{Call}, ...]";
}

/// <summary>The answer that ended an operation.</summary>
/// <param name="Return">When the client had it, in the ticks of the call.</param>
public sealed record Completion<TOutput>(TOutput Output, long Return)
    where TOutput : notnull;

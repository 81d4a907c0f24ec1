using Spare.Protocol.Admin;

namespace Spare.Lab.Demo;

/// <summary>One step of the tour: something is done to the lab, and the lab gets over it.</summary>
/// <param name="Title">What a person will see, in a few words.</param>
/// <param name="Explanation">One or two sentences on what happens and why.</param>
/// <param name="ActAsync">Does it.</param>
internal sealed record DemoStep(string Title, string Explanation, Func<CancellationToken, Task> ActAsync)
{
    /// <summary>Whether the hosts' events show that it took effect.</summary>
    public required Func<IReadOnlyList<OperatorEvent>, bool> IsShown { get; init; }

    /// <summary>What the end of the step is called: <c>whole again</c>.</summary>
    public string End { get; init; } = "all hosts serve with one active and one passive replica again";

    /// <summary>What is missing until the step is over; null: nothing.</summary>
    public required Func<CancellationToken, Task<string?>> MissingAsync { get; init; }
}

using System.Collections.Immutable;
using Spare.Linearizability.Histories;

namespace Spare.Linearizability.Searching;

/// <summary>
/// Looks for an order of the operations on one object that explains all answers: the algorithm of Wing and Gong with
/// Lowe's memory of visited configurations, on a list as Horn and Kroening keep it.
/// </summary>
/// <remarks>
/// Depth first. What may come next is tried against the model: if the model gives the answer that was seen, the
/// operation is lifted from the list and the search goes on from the list's beginning. When nothing that may come next
/// fits, the last operation in order goes back into the list, and the next alternative to it is tried. The place of the
/// first return of the list tells how far an order has come: all that returned before is in it. What is farthest when
/// every order was tried is what none of them gets past.
/// </remarks>
/// <param name="guesses">
/// How many pending operations may stand side by side in an order. If that is not <see cref="Unbounded"/>, only a success
/// says anything.
/// </param>
internal sealed class PartitionSearch<TState, TInput, TOutput>(
    IModel<TState, TInput, TOutput> model, Partition<TInput, TOutput> partition, int guesses, long bytes)
    where TState : IEquatable<TState>
    where TInput : notnull
    where TOutput : notnull
{
    public const int Unbounded = int.MaxValue;

    private readonly EntryList entries = EntryList.Of(partition);
    private readonly VisitedConfigurations<TState> visited = new(partition.Operations.Length, bytes);
    private readonly Stack<(Entry Call, Configuration<TState> Before)> path = [];
    private Configuration<TState> here =
        new(OperationSet.EmptyOf(partition.Operations.Length), model.InitialOf(partition.Key));

    private DeadEnd<TState>? farthest;

    public SearchOutcome<TState> Run(Func<bool> isLate)
    {
        var candidate = Permitted(entries.FirstCandidate);
        while (entries.Unreturned > 0)
        {
            if (isLate())
            {
                return new SearchOutcome<TState>.GivenUp("The time was over.");
            }

            if (visited.IsFull)
            {
                return new SearchOutcome<TState>.GivenUp("The memory was full.");
            }

            if (candidate is null)
            {
                Remember();
                if (!path.TryPop(out var last))
                {
                    return new SearchOutcome<TState>.Exhausted(farthest!); // It was remembered just now at the latest.
                }

                entries.PutBack(last.Call);
                here = last.Before;
                candidate = Permitted(entries.CandidateAfter(last.Call));
            }
            else
            {
                candidate = Permitted(TryNext(candidate) ? entries.FirstCandidate : entries.CandidateAfter(candidate));
            }
        }

        return new SearchOutcome<TState>.Found(Order());
    }

    /// <summary>Pending candidates come last: when one is too many, so are those after it.</summary>
    private Entry? Permitted(Entry? candidate) =>
        candidate is { IsPending: true } && path.TakeWhile(taken => taken.Call.IsPending).Count() >= guesses
            ? null
            : candidate;

    private bool TryNext(Entry call)
    {
        var operation = partition.Operations[call.Operation];
        var step = model.Apply(here.State, operation.Input);

        // A pending operation that changes nothing explains nothing: it may as well take effect later, or never.
        var fits = operation.Completion is { } completion
            ? step.Output.Equals(completion.Output)
            : !step.Next.Equals(here.State);
        if (!fits)
        {
            return false;
        }

        var next = new Configuration<TState>(here.Linearized.With(call.Operation), step.Next);
        if (!visited.Add(next))
        {
            return false;
        }

        entries.Lift(call);
        path.Push((call, here));
        here = next;
        return true;
    }

    private void Remember()
    {
        var blocked = entries.FirstReturn;
        if (farthest is null || blocked.Place > farthest.Place
            || (blocked.Place == farthest.Place && path.Count > farthest.Prefix.Length))
        {
            farthest = new DeadEnd<TState>(blocked.Place, Order(), here.State, blocked.Operation);
        }
    }

    private ImmutableArray<int> Order() => [.. path.Reverse().Select(taken => taken.Call.Operation)];
}

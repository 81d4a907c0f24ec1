using Spare.Linearizability.Histories;

namespace Spare.Linearizability.Searching;

/// <summary>
/// Calls and returns that are not in order yet, by time (Wing and Gong). What is called before the first return may
/// come next; nothing else may, since an operation takes effect before it returns. Pending operations have no return:
/// they may come next from their call on, and none of them has to.
/// </summary>
internal sealed class EntryList
{
    private readonly Entry head = new(operation: -1, place: -1);

    /// <summary>How many operations still have to be put in order.</summary>
    public int Unreturned { get; private set; }

    /// <summary>The first return; there is one while an operation has to be put in order.</summary>
    public Entry FirstReturn
    {
        get
        {
            var entry = head;
            while (entry.IsCall || entry == head)
            {
                entry = entry.Next!; // The list ends in a return.
            }

            return entry;
        }
    }

    /// <summary>The first that may come next: completed operations first, since pending ones are guesses.</summary>
    public Entry? FirstCandidate => CompletedAfter(head) ?? PendingAfter(head);

    public static EntryList Of<TInput, TOutput>(Partition<TInput, TOutput> partition)
        where TInput : notnull
        where TOutput : notnull
    {
        var moments = MomentsOf(partition);
        var list = new EntryList { Unreturned = moments.Length - partition.Operations.Length };
        var returns = moments.Index().Where(moment => !moment.Item.IsCall)
            .ToDictionary(moment => moment.Item.Operation, moment => new Entry(moment.Item.Operation, moment.Index));
        var twins = new Dictionary<TInput, Entry>();
        var last = list.head;
        foreach (var (place, (operation, isCall)) in moments.Index())
        {
            var entry = returns.GetValueOrDefault(operation) switch
            {
                { } end when !isCall => end,
                { } end => new Entry(operation, place) { IsCall = true, Return = end },
                null => Pending(operation, place, partition.Operations[operation].Input, twins),
            };
            last.Append(entry);
            last = entry;
        }

        return list;
    }

    /// <summary>The next one to try in place of a candidate; null when all were tried.</summary>
    public Entry? CandidateAfter(Entry candidate) =>
        candidate.IsPending ? PendingAfter(candidate) : CompletedAfter(candidate) ?? PendingAfter(head);

    public void Lift(Entry call)
    {
        call.Lift();
        if (call.Return is { } end)
        {
            end.Lift();
            Unreturned--;
        }
    }

    /// <summary>Undoes the last <see cref="Lift"/> that is not undone.</summary>
    public void PutBack(Entry call)
    {
        if (call.Return is { } end)
        {
            end.PutBack();
            Unreturned++;
        }

        call.PutBack();
    }

    private static Entry Pending<TInput>(int operation, int place, TInput input, Dictionary<TInput, Entry> twins)
        where TInput : notnull =>
        twins[input] = new Entry(operation, place) { IsCall = true, Twin = twins.GetValueOrDefault(input) };

    private static Entry? CompletedAfter(Entry entry)
    {
        for (var next = entry.Next; next is { IsCall: true }; next = next.Next)
        {
            if (!next.IsPending)
            {
                return next;
            }
        }

        return null;
    }

    /// <summary>Of pending operations that ask for the same, only the first: it can stand in for any other.</summary>
    private static Entry? PendingAfter(Entry entry)
    {
        for (var next = entry.Next; next is { IsCall: true }; next = next.Next)
        {
            if (next is { IsPending: true, Twin: null or { IsLifted: true } })
            {
                return next;
            }
        }

        return null;
    }

    /// <summary>By time; at equal ticks calls come first, since operations that touch may have overlapped.</summary>
    private static (int Operation, bool IsCall)[] MomentsOf<TInput, TOutput>(Partition<TInput, TOutput> partition)
        where TInput : notnull
        where TOutput : notnull
    {
        var calls = partition.Operations.Select((operation, i) => (operation.Call, IsReturn: false, Operation: i));
        var returns = partition.Operations.Index().Where(item => item.Item.Completion is not null)
            .Select(item => (item.Item.Completion!.Return, IsReturn: true, Operation: item.Index));
        return [.. calls.Concat(returns).Order().Select(moment => (moment.Operation, !moment.IsReturn))];
    }
}

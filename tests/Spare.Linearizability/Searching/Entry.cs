namespace Spare.Linearizability.Searching;

/// <summary>A call or a return in the list of those that are not in order yet.</summary>
/// <param name="operation">The operation's index in its partition.</param>
/// <param name="place">Place among all calls and returns of the partition, by time.</param>
internal sealed class Entry(int operation, int place)
{
    public int Operation => operation;

    public int Place => place;

    /// <summary>The end of the operation that is called here; null for a pending one, and for a return.</summary>
    public Entry? Return { get; init; }

    public bool IsCall { get; init; }

    public bool IsPending => IsCall && Return is null;

    /// <summary>The pending call of the same input next before this pending one.</summary>
    public Entry? Twin { get; init; }

    public bool IsLifted { get; private set; }

    public Entry? Next { get; private set; }

    private Entry? Previous { get; set; }

    public void Append(Entry entry)
    {
        Next = entry;
        entry.Previous = this;
    }

    /// <summary>Takes it out. It keeps its neighbours, so that the last one out finds its way back.</summary>
    public void Lift()
    {
        IsLifted = true;
        Previous!.Next = Next; // Only the head has no predecessor, and it stays.
        if (Next is not null)
        {
            Next.Previous = Previous;
        }
    }

    /// <summary>Undoes the last <see cref="Lift"/> that is not undone.</summary>
    public void PutBack()
    {
        IsLifted = false;
        Previous!.Next = this; // Only the head has no predecessor, and it stays.
        if (Next is not null)
        {
            Next.Previous = this;
        }
    }
}

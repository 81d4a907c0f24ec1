namespace Rubis.Client.Transitions;

/// <summary>
/// One user's way through the pages. It keeps the pages that the back button leads to; as published, they outlive the
/// session.
/// </summary>
/// <param name="mix">Decides how many of the steps are writes; null: the table does.</param>
internal sealed class Walk(TransitionTable table, Random random, WriteMix? mix = null)
{
    /// <summary>Longer ways back are cut at the far end; the published tables stay far below.</summary>
    private const int LongestHistory = 1000;

    private readonly LinkedList<State> history = new();
    private State previous = State.Home;
    private State? sorry;

    public State Current { get; private set; } = State.Home;

    /// <summary>A session begins at the home page.</summary>
    public void Begin() => Enter(State.Home);

    /// <summary>
    /// Draws the next step and returns it: a page, Back, or the end of the session. After Back, <see cref="Current"/> is the
    /// page returned to; after the end it stays.
    /// </summary>
    /// <param name="knowsItem">Whether the user has seen an item by now, which most writes need.</param>
    public State Next(bool knowsItem = true)
    {
        if (sorry == Current)
        {
            sorry = null;
        }

        var drawn = mix?.Next(table, Current, random, knowsItem) ?? table.Next(Current, random.NextDouble());
        if (drawn == State.Back)
        {
            Enter(Pop());
        }
        else if (drawn != State.EndOfSession)
        {
            Remember(drawn);
            Enter(drawn);
        }

        return drawn;
    }

    /// <summary>
    /// A page that says Sorry is left for the page before it. A page that says so again, when the user has tried once more, is
    /// left for the home page: an item that is sold out would otherwise be asked for until the session ends.
    /// </summary>
    public void LeaveSorryPage()
    {
        var again = sorry == Current || previous == Current;
        sorry = again ? null : Current;
        Enter(again ? State.Home : previous);
    }

    /// <summary>A page that says ERROR is left for the home page.</summary>
    public void ReturnHome() => Enter(State.Home);

    private void Enter(State state)
    {
        previous = Current;
        Current = state;
    }

    private void Remember(State entered)
    {
        if (!table.MayGoBack(entered))
        {
            history.Clear();
            return;
        }

        history.AddLast(Current);
        if (history.Count > LongestHistory)
        {
            history.RemoveFirst();
        }
    }

    private State Pop()
    {
        var last = history.Last?.Value ?? State.Home;
        if (history.Count > 0)
        {
            history.RemoveLast();
        }

        return last;
    }
}

namespace Rubis.Client.Transitions;

/// <summary>
/// Makes a given part of a user's steps writes. The others are the table's, whose own writes are drawn again. Users who
/// have seen no item yet look for one first.
/// </summary>
internal sealed class WriteMix(int percent)
{
    /// <summary>A table that leads nowhere but to writes is left for the home page.</summary>
    private const int DrawsMaximum = 100;

    /// <summary>The published writes, bids being by far the most frequent; purchases would sell the items out.</summary>
    private static readonly (int Percent, State Write)[] Writes =
    [
        (70, State.StoreBid), (80, State.StoreComment), (90, State.RegisterUser), (100, State.RegisterItem),
    ];

    public State Next(TransitionTable table, State from, Random random, bool knowsItem)
    {
        if (knowsItem && random.Next(100) < percent)
        {
            var kind = random.Next(100);
            return Writes.First(write => kind < write.Percent).Write;
        }

        for (var draw = 0; draw < DrawsMaximum; draw++)
        {
            var drawn = table.Next(from, random.NextDouble());
            if (!IsWrite(drawn))
            {
                return drawn;
            }
        }

        return State.Home;
    }

    private static bool IsWrite(State state) => state is State.RegisterUser or State.StoreBuyNow or State.StoreBid
        or State.StoreComment or State.RegisterItem;
}

namespace Rubis.Service.Loading;

/// <summary>One generated bid. Each is one to ten higher than the one before.</summary>
internal readonly record struct LotBid(int User, int Quantity, int Amount, int Most, DateTime Date)
{
    /// <summary>Bids and comments fall on an auction's first day.</summary>
    public const int LastSecond = 24 * 60 * 60 - 1;

    private const int LargestIncrement = 10;

    public static LotBid[] Make(LoadSize size, int price, int quantity, DateTime start, ref SplitMix64 random)
    {
        var bids = new LotBid[random.Between(0, size.BidsPerItem)];
        for (var next = 0; next < bids.Length; next++)
        {
            var increment = random.Between(1, LargestIncrement);
            bids[next] = new LotBid(
                random.Between(1, size.Users),
                random.Between(1, quantity),
                price + increment,
                price + 2 * increment,
                start.AddSeconds((long)LastSecond * (next + 1) / bids.Length));
            price += increment;
        }

        return bids;
    }
}

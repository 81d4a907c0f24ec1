namespace Rubis.Service.Loading;

/// <summary>
/// One generated item with its bids and its comment. It follows from the plan and its number alone, so each table's pass
/// makes it again instead of keeping half a million bids in memory.
/// </summary>
internal sealed record Lot
{
    private const int HighestPrice = 5000;
    private const int PriceMargin = 999;
    private const int LongestDuration = 7;
    private const int UniqueItems = 80;
    private const int MostOfAKind = 10;
    private const int ItemsWithReserve = 40;
    private const int ItemsToBuyNow = 10;

    private static readonly int[] Ratings = [-5, -3, 0, 3, 5];

    public required int Id { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required int InitialPrice { get; init; }
    public required int ReservePrice { get; init; }
    public required int BuyNow { get; init; }
    public required int Quantity { get; init; }
    public required DateTime Start { get; init; }
    public required DateTime End { get; init; }
    public required int Seller { get; init; }
    public required IReadOnlyList<LotBid> Bids { get; init; }
    public required int Author { get; init; }
    public required int Rating { get; init; }
    public required string Comment { get; init; }
    public required DateTime CommentDate { get; init; }

    public int MaxBid => Bids.Count == 0 ? 0 : Bids[^1].Amount;

    /// <summary>Makes the item with a number from 1 to the size's items.</summary>
    public static Lot Make(Plan plan, int id)
    {
        var random = SplitMix64.ForRow(plan.Seed, id);
        var size = plan.Size;
        var price = random.Between(1, HighestPrice);
        var reserve = random.Percent(ItemsWithReserve) ? price + random.Between(0, PriceMargin) : 0;
        var buyNow = random.Percent(ItemsToBuyNow) ? Math.Max(price, reserve) + random.Between(0, PriceMargin) : 0;
        var quantity = random.Percent(UniqueItems) ? 1 : random.Between(1, MostOfAKind);
        var (start, end) = Term(plan, id <= size.OldItems, ref random);
        return new Lot
        {
            Id = id,
            Name = Prose.Name(id, ref random),
            Description = Prose.Description(random.Between(1, size.DescriptionLength)),
            InitialPrice = price,
            ReservePrice = reserve,
            BuyNow = buyNow,
            Quantity = quantity,
            Start = start,
            End = end,
            Seller = random.Between(1, size.Users),
            Bids = LotBid.Make(size, price, quantity, start, ref random),
            Author = random.Between(1, size.Users),
            Rating = Ratings[random.Between(0, Ratings.Length - 1)],
            Comment = Prose.Comment(random.Between(1, size.CommentLength)),
            CommentDate = start.AddSeconds(random.Between(0, LotBid.LastSecond)),
        };
    }

    /// <summary>Old items ended one to seven days before the reference date, active ones started a day to a week before.</summary>
    private static (DateTime Start, DateTime End) Term(Plan plan, bool old, ref SplitMix64 random)
    {
        var days = random.Between(1, LongestDuration);
        var seconds = random.Between(0, LotBid.LastSecond);
        if (old)
        {
            var end = plan.Reference.AddDays(-days).AddSeconds(-seconds);
            return (end.AddDays(-LongestDuration), end);
        }

        var start = plan.Reference.AddDays(-days).AddSeconds(-seconds);
        return (start, plan.Reference.Add(Plan.ShelfLife).AddDays(days).AddSeconds(seconds));
    }
}

namespace Rubis.Service.Loading;

/// <summary>The published categories, and how the active items are shared out among them.</summary>
internal sealed class Categories
{
    private readonly int[] shares;
    private readonly int total;

    private Categories(IReadOnlyList<string> names, int[] shares)
    {
        Names = names;
        this.shares = shares;
        total = shares.Sum();
    }

    public static Categories Published { get; } = Read();

    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// The category of each item in turn: one of each, again and again, until those with few items have had their share.
    /// </summary>
    public int[] ShareOut(int items)
    {
        var left = Quotas(items);
        var categories = new int[items];
        for (var item = 0; item < items;)
        {
            for (var category = 0; category < left.Length; category++)
            {
                if (left[category] > 0)
                {
                    left[category]--;
                    categories[item++] = category + 1;
                }
            }
        }

        return categories;
    }

    /// <summary>Whole numbers in proportion to the shares that add up to all items.</summary>
    private int[] Quotas(int items)
    {
        var quotas = new int[shares.Length];
        var before = 0;
        long reached = 0;
        for (var category = 0; category < shares.Length; category++)
        {
            reached += shares[category];
            var until = (int)(reached * items / total);
            quotas[category] = until - before;
            before = until;
        }

        return quotas;
    }

    private static Categories Read()
    {
        var lines = PublishedText.Lines("categories.txt").Select(line => line.Split('\t')).ToArray();
        return new Categories(
            lines.Select(line => line[0]).ToArray(),
            lines.Select(line => int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture)).ToArray());
    }
}

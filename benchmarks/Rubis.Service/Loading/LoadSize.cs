namespace Rubis.Service.Loading;

/// <summary>How much to load.</summary>
internal sealed record LoadSize
{
    public required int Users { get; init; }

    /// <summary>Auctions that ended before the reference date; they come first in the numbering.</summary>
    public required int OldItems { get; init; }

    public required int ActiveItems { get; init; }

    /// <summary>Every item has a random number of bids up to this one.</summary>
    public int BidsPerItem { get; init; } = 19;

    /// <summary>Descriptions have a random length from 1 up to this one.</summary>
    public int DescriptionLength { get; init; } = 8192;

    public int CommentLength { get; init; } = 2048;

    public int Items => OldItems + ActiveItems;

    /// <summary>Some hundreds of rows for tests.</summary>
    public static LoadSize Tiny { get; } = new()
    {
        Users = 50,
        OldItems = 20,
        ActiveItems = 200,
        BidsPerItem = 5,
        DescriptionLength = 400,
        CommentLength = 200,
    };

    /// <summary>The papers' small database: 100,000 users and about 500,000 bids.</summary>
    public static LoadSize Small { get; } = new() { Users = 100_000, OldItems = 20_000, ActiveItems = 32_667 };

    /// <summary>The papers' large database: a million users and about five million bids.</summary>
    public static LoadSize Large { get; } = new() { Users = 1_000_000, OldItems = 500_000, ActiveItems = 32_667 };

    public static LoadSize Named(string name) => name switch
    {
        "tiny" => Tiny,
        "small" => Small,
        "large" => Large,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such size."),
    };
}

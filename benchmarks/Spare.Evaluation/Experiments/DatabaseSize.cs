namespace Spare.Evaluation.Experiments;

/// <summary>How much the auction site's database holds at the beginning of each round.</summary>
internal enum DatabaseSize
{
    /// <summary>Some hundred rows, for trials.</summary>
    Tiny,

    /// <summary>About 100,000 users and 500,000 bids.</summary>
    Small,

    /// <summary>About a million users and five million bids.</summary>
    Large,
}

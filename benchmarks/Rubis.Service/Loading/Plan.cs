namespace Rubis.Service.Loading;

/// <summary>All that decides which rows are loaded: equal plans load equal databases.</summary>
internal sealed record Plan(LoadSize Size, ulong Seed, DateTime Reference)
{
    public const ulong DefaultSeed = 20_080_901;

    /// <summary>
    /// Active items end this long after the reference date, plus one to seven days as published. Pages list auctions that
    /// are still running, and a database is used for years after its date: with an end a few days later, as in the original
    /// where it is loaded just before each run, every listing would soon be empty.
    /// </summary>
    public static readonly TimeSpan ShelfLife = TimeSpan.FromDays(36_500);

    /// <summary>In the past, so that no auction starts in the future.</summary>
    public static readonly DateTime DefaultReference = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
}

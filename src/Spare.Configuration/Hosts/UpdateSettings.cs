namespace Spare.Configuration.Hosts;

/// <summary>The passive replica is brought up to date after so many agreed updates, or when the oldest is so old (SPARE 3.2).</summary>
public sealed record UpdateSettings(int Every, TimeSpan After)
{
    public static UpdateSettings Default { get; } = new(200, TimeSpan.FromSeconds(5));
}

namespace Rubis.Client.Emulation;

/// <summary>What became of a request after all its tries.</summary>
internal sealed record Fetched(PageFacts? Page, IReadOnlyList<string> Failures, TimeSpan Took);

namespace Spare.Configuration.Service;

/// <summary>A POST that the managers put into the order every so often: the service's own timers, made agreed.</summary>
public sealed record Tick(string Name, TimeSpan Interval, string Target);

using System.Collections.Immutable;

namespace Spare.Lab.Checking;

/// <summary>What a check of a service found.</summary>
/// <param name="Requests">That ran on both copies.</param>
/// <param name="Writes">Of these, how many changed the database.</param>
internal sealed record CheckReport(string Service, int Requests, int Writes, ImmutableArray<Difference> Differences);

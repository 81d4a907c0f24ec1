using System.Collections.Immutable;

namespace Spare.Evaluation.Footprints;

/// <summary>What one host used, by parts.</summary>
/// <param name="Host">0 is the witness.</param>
/// <param name="Received">Bytes that came in by its network interface.</param>
/// <param name="Sent">Bytes that went out there.</param>
internal sealed record HostFootprint(int Host, long Received, long Sent)
{
    public ImmutableSortedDictionary<Part, Usage> Parts { get; init; } = ImmutableSortedDictionary<Part, Usage>.Empty;

    public Usage Total => Parts.Values.Aggregate(Usage.None, (sum, part) => sum + part);

    /// <summary>The application domains' alone (SPARE 6.4.1).</summary>
    public long WrittenByReplicas => Of(Part.Active).Written + Of(Part.Passive).Written;

    public Usage Of(Part part) => Parts.GetValueOrDefault(part, Usage.None);
}

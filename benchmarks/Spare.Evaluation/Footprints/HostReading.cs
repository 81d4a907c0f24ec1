using System.Collections.Immutable;

namespace Spare.Evaluation.Footprints;

/// <summary>What the parts of one host used until a moment.</summary>
internal sealed record HostReading(int Host, InterfaceCounters Network, ImmutableSortedDictionary<Part, Usage> Parts)
{
    /// <summary>
    /// Energy of the host's machine since its meter began; null: not measured, or counted at another host of the machine.
    /// </summary>
    public double? Joules { get; init; }

    /// <summary>What was used between two readings. Memory is the mean of both, and of those between them.</summary>
    public static HostFootprint Between(HostReading first, HostReading last, IReadOnlyList<HostReading> all)
    {
        var network = last.Network - first.Network;
        return new HostFootprint(first.Host, network.Received, network.Sent)
        {
            Parts = last.Parts.ToImmutableSortedDictionary(part => part.Key, part =>
            {
                var before = first.Parts.GetValueOrDefault(part.Key, Usage.None);
                var memory = all.Select(reading => reading.Parts.GetValueOrDefault(part.Key, Usage.None).Memory)
                    .Where(bytes => bytes > 0).DefaultIfEmpty(0).Average();
                return new Usage(part.Value.CpuSeconds - before.CpuSeconds, memory, part.Value.Written - before.Written);
            }),
        };
    }
}

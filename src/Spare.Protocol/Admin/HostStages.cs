using System.Collections.Immutable;

namespace Spare.Protocol.Admin;

/// <summary>Where the time of the last requests went that came in at a host, and that of its passive replica's updates.</summary>
/// <param name="Stages">Reads, writes, updates, each in the order of its way; none of what there was nothing of.</param>
public sealed record HostStages(HostId Host, string Name, ImmutableArray<StageTimes> Stages);

using System.Collections.Immutable;
using Spare.Configuration.Hosts;
using Spare.Lab.Images;

namespace Spare.Lab.Machines;

/// <summary>What the replicas of a lab are made from.</summary>
/// <param name="Leases">Guests are made from several images.</param>
/// <param name="Acceleration">How guests are computed; null: replicas are groups of processes.</param>
internal sealed record ReplicaImage(ImmutableArray<ImageLease> Leases, MachineAcceleration? Acceleration);

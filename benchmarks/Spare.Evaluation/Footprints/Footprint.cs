using System.Collections.Immutable;

namespace Spare.Evaluation.Footprints;

/// <summary>What a setting used while it was measured.</summary>
/// <param name="Joules">Of the whole machine, clients included; null: not measured.</param>
internal sealed record Footprint(double Seconds, ImmutableArray<HostFootprint> Hosts, double? Joules)
{
    /// <summary>Active and passive replica of the first host, as parts of one processor, about once a second.</summary>
    public ImmutableArray<ReplicaActivity> Activity { get; init; } = [];

    public double CpuSeconds => Hosts.Sum(host => host.Total.CpuSeconds);

    public double Memory => Hosts.Sum(host => host.Total.Memory);

    public long WrittenByReplicas => Hosts.Sum(host => host.WrittenByReplicas);

    /// <summary>At all interfaces: what one host sends to another counts at both.</summary>
    public long Network => Hosts.Sum(host => host.Received + host.Sent);

    public Usage Sum(Part part) => Hosts.Aggregate(Usage.None, (sum, host) => sum + host.Of(part));
}

/// <param name="At">Seconds since the beginning.</param>
internal sealed record ReplicaActivity(double At, double Active, double Passive);

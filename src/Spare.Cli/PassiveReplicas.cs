using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary>What a host's status says of its passive replica.</summary>
internal static class PassiveReplicas
{
    /// <summary>Null: it has none now.</summary>
    public static ReplicaStatus? Of(HostStatus host) =>
        host.Replicas.FirstOrDefault(replica => replica.Role == ReplicaRole.Passive);

    /// <summary>Why the host refuses whatever needs one; null: it has one, or will have.</summary>
    public static string? WhyNever(HostStatus host) => host.Mode == ReplicationMode.Spare.Name()
        ? null
        : $"there are no passive replicas in mode {host.Mode}";
}

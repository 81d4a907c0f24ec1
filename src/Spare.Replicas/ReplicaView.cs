using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>How a local replica stands, for operators.</summary>
/// <param name="Update">The last agreed update of a passive replica; an active one has all.</param>
public sealed record ReplicaView(
    ReplicaId Id, bool IsActive, bool IsAwake, UpdateNumber? Update, VirtualMachine Machine);

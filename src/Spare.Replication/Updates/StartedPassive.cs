using Spare.Protocol;

namespace Spare.Replication.Updates;

/// <summary>A passive replica that was started to execute requests.</summary>
/// <param name="Check">The last check at which its state was digested.</param>
/// <param name="IsVouchedFor">Enough replicas had its state at a check.</param>
internal readonly record struct StartedPassive(ReplicaId Replica, CheckNumber? Check, bool IsVouchedFor);

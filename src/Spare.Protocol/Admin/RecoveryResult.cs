namespace Spare.Protocol.Admin;

/// <summary>The host has recovered: <paramref name="Replica"/>, its passive replica until then, is active now.</summary>
/// <param name="Milliseconds">From the question to the handover.</param>
public sealed record RecoveryResult(ReplicaId Replica, double Milliseconds);

namespace Spare.Protocol.Admin;

/// <summary>A replica was woken or put back because an operator said so.</summary>
/// <param name="Replica">The one that was woken; after one was put back, the active one of the host.</param>
/// <param name="Milliseconds">From the question on.</param>
public sealed record ActivationResult(ReplicaId Replica, double Milliseconds);

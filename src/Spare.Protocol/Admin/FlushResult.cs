namespace Spare.Protocol.Admin;

/// <summary>The local passive replica is at <paramref name="Update"/> and paused again.</summary>
/// <param name="Applied">Updates that it was behind before.</param>
public sealed record FlushResult(ReplicaId Replica, UpdateNumber Update, int Applied, double Milliseconds);

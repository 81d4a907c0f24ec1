namespace Spare.Protocol.Admin;

/// <summary>The digest of a replica's canonical dump: replicas at the same update have the same.</summary>
/// <param name="Update">The last update of a passive replica; null of one that executes: it has all.</param>
/// <param name="Bytes">Length of the dump.</param>
public sealed record DumpDigest(ReplicaId Replica, UpdateNumber? Update, Digest Digest, long Bytes);

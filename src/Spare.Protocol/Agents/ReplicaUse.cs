namespace Spare.Protocol.Agents;

/// <summary>How the replica's database came to be what it is; the mark outlives restarts and is copied by clones.</summary>
public enum ReplicaUse : byte
{
    /// <summary>By updates alone: the number of the last one says all.</summary>
    Updated = 1,

    /// <summary>It executed requests: updates can no longer be applied to it.</summary>
    Executed = 2,
}

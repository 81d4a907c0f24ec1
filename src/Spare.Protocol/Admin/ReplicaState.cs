using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>What a replica does now.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ReplicaState>))]
public enum ReplicaState
{
    Starting,
    Running,
    Paused,

    /// <summary>A passive replica that is awake to apply updates.</summary>
    Updating,

    /// <summary>It ended, hangs or lost its connection; <see cref="ReplicaStatus.Detail"/> says which.</summary>
    Failed,

    Absent,
}

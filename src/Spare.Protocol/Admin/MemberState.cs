using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>How far a host is on its way into the group.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<MemberState>))]
public enum MemberState
{
    /// <summary>Not in the group.</summary>
    Absent,

    /// <summary>In the group, not ready to execute yet.</summary>
    Joined,

    /// <summary>Its active replica counts in votes.</summary>
    Serving,
}

using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>Whether a replica executes requests (SPARE 3.1) or is brought up to date by updates (SPARE 3.2).</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ReplicaRole>))]
public enum ReplicaRole
{
    Active,

    /// <summary>A passive replica that was woken to decide votes, and executes requests as well.</summary>
    Helper,
    Passive,
}

using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>What has stages.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<StagedWork>))]
public enum StagedWork
{
    /// <summary>A request that changed nothing.</summary>
    Read = 1,

    /// <summary>A request with an update.</summary>
    Write = 2,

    /// <summary>The local passive replica gets the updates that were agreed since the last time.</summary>
    Update = 3,
}

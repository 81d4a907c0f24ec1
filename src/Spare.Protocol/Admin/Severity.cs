using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>How much an event matters.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Severity>))]
public enum Severity
{
    Information,

    /// <summary>Somebody should look at it.</summary>
    Warning,

    /// <summary>Requests fail, or fewer faults are tolerated than configured.</summary>
    Error,
}

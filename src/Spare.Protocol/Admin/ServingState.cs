using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>Whether a host answers clients now.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ServingState>))]
public enum ServingState
{
    /// <summary>The daemon makes its replicas and joins the group.</summary>
    Starting,

    /// <summary>Ready, but other hosts are missing.</summary>
    Waiting,

    Serving,

    /// <summary>It answers 503 with the reason until the operator or a recovery changes that.</summary>
    Refusing,

    /// <summary>It finishes the requests in flight and ends.</summary>
    Stopping,
}

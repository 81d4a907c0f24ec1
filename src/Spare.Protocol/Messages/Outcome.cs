using System.Text.Json.Serialization;
using Spare.Protocol.Admin;

namespace Spare.Protocol.Messages;

/// <summary>
/// How the execution of a request ended at one replica. All but <see cref="Replied"/> are voted on like a reply:
/// nobody knows who is honest before the vote.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Outcome>))]
public enum Outcome : byte
{
    /// <summary>A well-formed reply within its route's cap.</summary>
    Replied = 1,

    /// <summary>A reply longer than its route allows.</summary>
    Oversize = 2,

    /// <summary>Bytes that are no HTTP/1.1 reply.</summary>
    Malformed = 3,

    /// <summary>The service closed the connection or ended before it had replied.</summary>
    ServiceDied = 4,

    /// <summary>No complete reply, or no quiet database, by the route's deadline. Never proof of a fault.</summary>
    TimedOut = 5,

    /// <summary>A reply, but a write set that is not well-formed, too large, or of a kind that Spare cannot carry.</summary>
    WriteSetRefused = 6,
}

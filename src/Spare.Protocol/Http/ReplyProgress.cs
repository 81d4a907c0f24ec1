namespace Spare.Protocol.Http;

/// <summary>How far the reading of a reply has come.</summary>
public enum ReplyProgress
{
    Incomplete,

    /// <summary>Read to its end, and well-formed.</summary>
    Complete,

    /// <summary>No HTTP/1.1 reply, or one whose end two readers could see in different places.</summary>
    Malformed,

    /// <summary>Its body is longer than permitted.</summary>
    Oversize,

    /// <summary>The connection ended first.</summary>
    Cut,
}

using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin.Faults;

/// <summary>What an injected fault does: to a reply of the service, to a write set, or to the replica as a whole.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>The last byte of the body is another one.</summary>
    WrongBody,

    /// <summary>Status 500 instead of any other, 200 instead of 500.</summary>
    WrongStatus,

    /// <summary>A header field that no other replica sends.</summary>
    WrongHeader,

    /// <summary>Nothing comes.</summary>
    SilenceBeforeHeader,

    /// <summary>The header comes, and then nothing.</summary>
    SilenceAfterHeader,

    /// <summary>One byte at a time.</summary>
    SlowDrip,

    /// <summary>Header fields without end.</summary>
    Flood,

    /// <summary>A body of one byte more than the route permits.</summary>
    Oversize,

    /// <summary>The connection closes after half of the reply.</summary>
    EarlyClose,

    /// <summary>Bytes behind the end of the reply.</summary>
    SurplusBytes,

    /// <summary>The whole reply comes twice.</summary>
    SecondReply,

    /// <summary>The length in the header is one less than the body has.</summary>
    WrongLength,

    /// <summary>The first reply that is given after the fault was set comes again as the reply to all later requests.</summary>
    OldReply,

    /// <summary>The last row is left out.</summary>
    OmittedRow,

    /// <summary>A row that the request did not write.</summary>
    AddedRow,

    /// <summary>The rows in reverse; needs a request that wrote two different ones.</summary>
    ReorderedRows,

    /// <summary>The first row comes twice.</summary>
    DuplicatedRow,

    /// <summary>The first rows that were written after the fault was set are those of all later requests.</summary>
    MisattributedRows,

    /// <summary>The replica's machine is destroyed at once.</summary>
    Crash,
}

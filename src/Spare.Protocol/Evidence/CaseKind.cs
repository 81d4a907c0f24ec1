using System.Text.Json.Serialization;
using Spare.Protocol.Admin;

namespace Spare.Protocol.Evidence;

/// <summary>What happened at a request that a case is about.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CaseKind>))]
public enum CaseKind : byte
{
    /// <summary>An answer was agreed, and a replica gave another one.</summary>
    Differed = 1,

    /// <summary>The votes on a read differed: it was ordered once more, under another position.</summary>
    Disputed = 2,

    /// <summary>The write was undone on all replicas.</summary>
    Voided = 3,

    /// <summary>A replica ended while it executed the request.</summary>
    Died = 4,
}

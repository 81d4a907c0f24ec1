using System.Text.Json.Serialization;
using Spare.Protocol.Admin;

namespace Spare.Protocol.Messages;

/// <summary>What a request did that has its like quarantined.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<QuarantineReason>))]
public enum QuarantineReason : byte
{
    /// <summary>So many replicas ended at it that one of them was correct.</summary>
    ReplicasDied = 1,

    /// <summary>It was undone, and so many replicas hung, failed or gave answers of their own that one of them was correct.</summary>
    Voided = 2,

    /// <summary>
    /// Requests like it were undone several times, and so many replicas failed at them in all, made anew in between.
    /// </summary>
    VoidedAgain = 3,
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Spare.Protocol.Admin;
using Spare.Protocol.Messages;

namespace Spare.Protocol.Evidence;

/// <summary>What one replica answered to a request, and what that means.</summary>
public sealed record ExplainedAnswer
{
    public required ReplicaId Replica { get; init; }

    public required AnswerStanding Standing { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>Null unless it replied.</summary>
    public Digest? Reply { get; init; }

    /// <summary>Null when it wrote nothing.</summary>
    public Digest? WriteSet { get; init; }

    /// <summary>What was wrong, or empty.</summary>
    public string Detail { get; init; } = string.Empty;

    /// <summary>Field by field, at most <see cref="Explanation.DifferencesMaximum"/>; none in an agreed answer.</summary>
    public ImmutableArray<Difference> Differences { get; init; } = [];
}

/// <summary>What an answer means for the replica that gave it.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AnswerStanding>))]
public enum AnswerStanding
{
    Agreed = 1,

    /// <summary>Another answer was agreed: the replica is proved to be faulty.</summary>
    Convicted = 2,

    /// <summary>It ran out of time, which proves nothing; it was replaced.</summary>
    Late = 3,

    /// <summary>The service, or the whole replica, ended at the request.</summary>
    Ended = 4,

    /// <summary>Nothing was agreed.</summary>
    Undecided = 5,
}

using System.Collections.Immutable;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Protocol.Evidence;

/// <summary>What happened at one position where replicas failed, put together from the cases of several hosts.</summary>
public sealed record Explanation
{
    /// <summary>Differences of one answer that are shown.</summary>
    public const int DifferencesMaximum = 20;

    /// <summary>As <see cref="RequestName"/> reads it.</summary>
    public required string Request { get; init; }

    public required SequenceNumber Sequence { get; init; }

    public required Instant Time { get; init; }

    /// <summary>Method and target; cleaned of what is not printable.</summary>
    public required string Line { get; init; }

    public required int BodyBytes { get; init; }

    public required ImmutableArray<CaseKind> Happened { get; init; }

    /// <summary>The hosts that have evidence of it.</summary>
    public required ImmutableArray<HostId> Hosts { get; init; }

    /// <summary>The replica whose answer the others are compared with; null when none was agreed and none replied.</summary>
    public ReplicaId? ComparedWith { get; init; }

    public required ImmutableArray<ExplainedAnswer> Answers { get; init; }

    /// <summary>One explanation for each position, in the order of the positions.</summary>
    public static ImmutableArray<Explanation> Of(IReadOnlyCollection<(HostId Host, EvidenceCase Case)> cases)
    {
        var contents = new KnownContents(cases.Select(kept => kept.Case));
        return
        [
            .. cases.GroupBy(kept => (kept.Case.Request, kept.Case.Sequence))
                .OrderBy(position => position.Key.Sequence).Select(position => Of([.. position], contents)),
        ];
    }

    private static Explanation Of(ImmutableArray<(HostId Host, EvidenceCase Case)> kept, KnownContents contents)
    {
        var first = kept[0].Case;
        var agreed = kept.Select(one => one.Case.Agreed).FirstOrDefault(vote => vote is not null);
        var votes = kept.SelectMany(one => one.Case.Votes).Distinct().OrderBy(cast => cast.Replica).ToList();
        var replied = votes.Where(cast => cast.Vote.Outcome == Outcome.Replied).ToList();
        var reference = replied.Where(cast => agreed is null || cast.Vote == agreed).Select(cast => (CastVote?)cast)
            .FirstOrDefault();
        var ended = kept.SelectMany(one => one.Case.Kind == CaseKind.Died ? one.Case.Exhibits.Take(1) : [])
            .Select(died => new ExplainedAnswer
            {
                Replica = died.Replica ?? default, Standing = AnswerStanding.Ended, Outcome = died.Vote.Outcome,
                Detail = died.Detail,
            })
            .DistinctBy(died => died.Replica);
        var hasRequest = CanonicalRequest.TryParse(first.Canonical, out var request);
        return new Explanation
        {
            Request = $"{first.Request}",
            Sequence = first.Sequence,
            Time = first.Time,
            Line = hasRequest
                ? Difference.Of($"{request!.Method} {Difference.Show(request.Target.Span)}", null, null).Part
                : "unknown",
            BodyBytes = request?.Body.Length ?? 0,
            Happened = [.. kept.Select(one => one.Case.Kind).Distinct().Order()],
            Hosts = [.. kept.Select(one => one.Host).Distinct().Order()],
            ComparedWith = reference?.Replica,
            Answers = [.. votes.Select(cast => Of(cast, agreed, reference?.Vote ?? agreed, contents)), .. ended],
        };
    }

    private static ExplainedAnswer Of(CastVote cast, Vote? agreed, Vote? reference, KnownContents contents) => new()
    {
        Replica = cast.Replica,
        Standing = StandingOf(cast.Vote, agreed),
        Outcome = cast.Vote.Outcome,
        Reply = cast.Vote.Outcome == Outcome.Replied ? cast.Vote.Reply : null,
        WriteSet = cast.Vote.WroteNothing ? null : cast.Vote.WriteSet,
        Detail = contents.DetailOf(cast),
        Differences = reference is { } expected
            ? [.. contents.Between(expected, cast.Vote).Take(DifferencesMaximum)]
            : [],
    };

    private static AnswerStanding StandingOf(Vote vote, Vote? agreed) => vote switch
    {
        _ when vote == agreed => AnswerStanding.Agreed,
        { Outcome: Outcome.TimedOut } => AnswerStanding.Late,
        { Outcome: Outcome.ServiceDied } => AnswerStanding.Ended,
        _ when agreed is null => AnswerStanding.Undecided,
        _ => AnswerStanding.Convicted,
    };
}

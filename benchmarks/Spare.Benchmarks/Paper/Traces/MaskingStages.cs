using System.Collections.Immutable;
using System.Text.Json;
using Spare.Evaluation.Rounds;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Benchmarks.Paper.Traces;

/// <summary>What the hosts told their operators, as the stages of masking (SPARE 4); each when it came first.</summary>
internal static class MaskingStages
{
    /// <summary>The stages by what tells of them.</summary>
    public static ImmutableArray<StageReached> Of(IEnumerable<OperatorEvent> events, Instant from, double answered)
    {
        var stages = events.Where(happened => happened.Time >= from)
            .Select(happened => (Name: NameOf(happened.Kind), (happened.Time - from).TotalMilliseconds))
            .Where(stage => stage.Name is not null)
            .Select(stage => new StageReached(stage.Name!, stage.TotalMilliseconds)); // Those without a name are gone.
        return [.. stages.DistinctBy(stage => stage.Name), new StageReached(Stages.Answered, answered)];
    }

    /// <summary>All that was told, by its own kind.</summary>
    public static ImmutableArray<StageReached> Told(IEnumerable<OperatorEvent> events, Instant from) =>
    [
        .. events.Where(happened => happened.Time >= from).DistinctBy(happened => happened.Kind)
            .Select(happened => new StageReached(Words(happened.Kind), (happened.Time - from).TotalMilliseconds)),
    ];

    private static string? NameOf(OperatorEventKind kind) => kind switch
    {
        OperatorEventKind.RepliesDiffer => Stages.Detected,
        OperatorEventKind.HelpAsked => Stages.HelpAsked,
        OperatorEventKind.HelpTaken => Stages.HelpTaken,
        OperatorEventKind.ReplicaResumed => Stages.Woken,
        OperatorEventKind.ReplicaStarted => Stages.Updated,
        OperatorEventKind.HelperExecuted => Stages.Executed,
        OperatorEventKind.ReplicaConvicted => Stages.Voted,
        _ => null,
    };

    private static string Words(OperatorEventKind kind) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()).Replace('-', ' ');
}

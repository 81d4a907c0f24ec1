namespace Spare.Protocol.Admin;

/// <summary>How long the last pieces of work of one kind took to reach a stage from the one before it, in microseconds.</summary>
/// <param name="Count">How many these are.</param>
public sealed record StageTimes(
    StagedWork Work, Stage Stage, int Count, long Median, long NinetyNinth, long Maximum);

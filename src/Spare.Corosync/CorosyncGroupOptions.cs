using Spare.Runtime.Groups;

namespace Spare.Corosync;

/// <summary>How a manager takes part in its group.</summary>
public sealed record CorosyncGroupOptions
{
    /// <summary>Name of the process group, at most 127 bytes; all managers of one service give the same.</summary>
    public string Group { get; init; } = "spare";

    public GroupLimits Limits { get; init; } = new();

    /// <summary>How long the first join may take while Corosync is busy forming its ring.</summary>
    public TimeSpan JoinPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before the first attempt to join again after Corosync was lost; doubles up to the maximum.</summary>
    public TimeSpan RejoinPauseMinimum { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan RejoinPauseMaximum { get; init; } = TimeSpan.FromSeconds(1);
}

using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>What a piece of work reaches on its way; each stage begins where the one before it ended.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Stage>))]
public enum Stage
{
    /// <summary>A request has its place in the order, counted from when the manager of its entry host took it.</summary>
    Ordered = 1,

    /// <summary>The local active replica is asked to execute it.</summary>
    Begun = 2,

    /// <summary>That replica has answered; for a write this includes the wait for the writes before it.</summary>
    Executed = 3,

    /// <summary>Only a write with an update: f + 1 replicas agree on it.</summary>
    Agreed = 4,

    /// <summary>The reply leaves: the votes are there, and so is what the release rule asks for.</summary>
    Answered = 5,

    /// <summary>The passive replica runs and knows the time, counted from when it was to be updated.</summary>
    Resumed = 6,

    /// <summary>It has the agreed updates.</summary>
    Updated = 7,

    /// <summary>It stands still again.</summary>
    Paused = 8,
}

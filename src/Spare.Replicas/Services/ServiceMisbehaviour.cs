namespace Spare.Replicas.Services;

/// <summary>Something that no correct service does, beside a reply that may be fine.</summary>
/// <param name="Suppressed">How often the same happened since the last notice without one of its own.</param>
public sealed record ServiceMisbehaviour(MisbehaviourKind Kind, string Detail, long Suppressed);

public enum MisbehaviourKind
{
    /// <summary>Bytes beyond the end of a reply, or while nothing was asked.</summary>
    SurplusBytes,

    Malformed,

    Oversize,

    /// <summary>The connection closed, or could not be made.</summary>
    Died,

    TimedOut,
}

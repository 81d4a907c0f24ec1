namespace Spare.Replicas.Services;

/// <summary>Something that no correct service does, beside a reply that may be fine.</summary>
/// <param name="Suppressed">How often the same happened since the last notice without one of its own.</param>
public sealed record ServiceMisbehaviour(MisbehaviourKind Kind, string Detail, long Suppressed)
{
    /// <summary>For operators.</summary>
    public override string ToString()
    {
        var what = Kind switch
        {
            MisbehaviourKind.SurplusBytes => "surplus bytes",
            MisbehaviourKind.Malformed => "a malformed reply",
            MisbehaviourKind.Oversize => "a reply that is too long",
            MisbehaviourKind.Died => "no connection",
            MisbehaviourKind.TimedOut => "no reply in time",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var more = Suppressed == 0 ? string.Empty : $", and {Suppressed} more like it before";
        return $"The service misbehaved ({what}{more}): {Detail}.";
    }
}

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

namespace Spare.Commands;

/// <summary>How long a reader of events stays.</summary>
public enum EventReading
{
    /// <summary>Those that there are.</summary>
    Once,

    /// <summary>Also those to come.</summary>
    Follow,
}

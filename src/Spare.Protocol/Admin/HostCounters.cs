namespace Spare.Protocol.Admin;

/// <summary>What a daemon counted since it started, and what it uses now.</summary>
public sealed record HostCounters
{
    /// <summary>Requests that came in here and have no answer yet.</summary>
    public int InFlight { get; init; }

    /// <summary>Requests of local clients that were answered with a voted reply.</summary>
    public long Answered { get; init; }

    /// <summary>Requests of local clients that were refused by Spare itself (4xx, 5xx).</summary>
    public long Refused { get; init; }

    /// <summary>Events for the operator that were not kept, because there were too many.</summary>
    public long EventsDropped { get; init; }

    /// <summary>Resident memory of the daemon in bytes.</summary>
    public long Memory { get; init; }

    /// <summary>Requests and replies that are held now, in bytes.</summary>
    public long BufferedBytes { get; init; }
}

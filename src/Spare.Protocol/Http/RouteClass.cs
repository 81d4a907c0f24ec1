namespace Spare.Protocol.Http;

/// <summary>How requests of a route are executed.</summary>
public enum RouteClass : byte
{
    /// <summary>One at a time, in the agreed order; may turn out to have written nothing.</summary>
    Write = 1,

    /// <summary>Together with other reads, between writes, on database sessions that are forced read-only.</summary>
    Read = 2,
}

namespace Spare.Replication.Execution;

/// <summary>How a request may be executed beside others.</summary>
public enum RequestClass : byte
{
    /// <summary>Declared in the service file as changing nothing: runs together with other reads, between writes.</summary>
    Read = 1,

    /// <summary>Everything else: runs alone, in order, and is asked what it wrote.</summary>
    Write = 2,
}

namespace Spare.Benchmarks.Paper.Metering;

/// <summary>What a meter is asked, as one word on a line.</summary>
internal enum MeterQuestion
{
    /// <summary>What the machine is, and how busy.</summary>
    Machine,

    /// <summary>To ask the daemon for the roles of its replicas, and to do once all that has to be quick later.</summary>
    Prepare,

    /// <summary>To find the processes of all parts: those that begin later do not count until it is asked again.</summary>
    Find,

    /// <summary>What these processes used, memory left out.</summary>
    Usage,

    /// <summary>How much memory they have. To find out takes processor time.</summary>
    Memory,

    /// <summary>Where the time of the last requests went.</summary>
    Stages,
}

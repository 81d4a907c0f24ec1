namespace LibvirtSharp.Domains;

/// <summary>What a domain has and has used.</summary>
/// <param name="Memory">In bytes, as the guest sees it.</param>
/// <param name="Processor">Since it was started.</param>
public sealed record DomainUsage(DomainState State, long Memory, long MemoryMaximum, int Processors, TimeSpan Processor);

/// <summary>Since the start of the domain; -1 where the driver does not count.</summary>
public sealed record BlockStatistics(long Reads, long BytesRead, long Writes, long BytesWritten, long Errors);

/// <summary>What <c>virDomainMemoryStats</c> counts; values without a name here are possible.</summary>
public enum MemoryStatistic
{
    SwapIn = 0,
    SwapOut = 1,
    MajorFaults = 2,
    MinorFaults = 3,
    Unused = 4,
    Available = 5,
    Balloon = 6,

    /// <summary>The resident set of the emulator on its host.</summary>
    Resident = 7,
    Usable = 8,
    LastUpdate = 9,
    DiskCaches = 10,
    HugePageAllocations = 11,
    HugePageFailures = 12,
}

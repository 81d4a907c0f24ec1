using System.Collections.Immutable;
using LibvirtSharp.Native;

namespace LibvirtSharp.Domains;

/// <summary>What a domain uses; each question asks the hypervisor anew.</summary>
public sealed unsafe class DomainStatistics
{
    private const int TagMaximum = 64;
    private const int ProcessorMaximum = 1024;

    private readonly DomainHandle handle;

    internal DomainStatistics(DomainHandle handle) => this.handle = handle;

    public DomainUsage Usage()
    {
        Outcome.Check(DomainStateCalls.Usage(handle, out var usage));
        return new DomainUsage(
            (DomainState)usage.State, (long)usage.Kilobytes * 1024, (long)usage.MaximumKilobytes * 1024, usage.Processors,
            TimeSpan.FromTicks((long)(usage.ProcessorNanoseconds / 100)));
    }

    /// <summary>
    /// What each of the guest's processors has used since the start of a running domain, without the hypervisor's own work.
    /// </summary>
    public ImmutableArray<TimeSpan> ProcessorTimes()
    {
        var processors = stackalloc NativeVirtualCpu[ProcessorMaximum];
        var count = Outcome.Check(DomainStateCalls.ProcessorTimes(handle, processors, ProcessorMaximum, null, 0));
        var times = ImmutableArray.CreateBuilder<TimeSpan>(count);
        for (var i = 0; i < count; i++)
        {
            times.Add(TimeSpan.FromTicks((long)(processors[i].Nanoseconds / 100)));
        }

        return times.MoveToImmutable();
    }

    /// <summary>As the driver knows them; only those that it has. Sizes are in bytes, the others as libvirt has them.</summary>
    public ImmutableDictionary<MemoryStatistic, long> Memory()
    {
        var statistics = stackalloc NativeMemoryStatistic[TagMaximum];
        var count = Outcome.Check(DomainStateCalls.MemoryStatistics(handle, statistics, TagMaximum, 0));
        var known = ImmutableDictionary.CreateBuilder<MemoryStatistic, long>();
        for (var i = 0; i < count; i++)
        {
            var tag = (MemoryStatistic)statistics[i].Tag;
            known[tag] = (long)statistics[i].Value * (IsSize(tag) ? 1024 : 1);
        }

        return known.ToImmutable();
    }

    /// <param name="disk">A target such as "vda", or the path of the image.</param>
    public BlockStatistics Block(string disk)
    {
        NativeBlockStatistics statistics;
        Outcome.Check(DomainStateCalls.BlockStatistics(handle, disk, &statistics, (nuint)sizeof(NativeBlockStatistics)));
        return new BlockStatistics(
            statistics.Reads, statistics.BytesRead, statistics.Writes, statistics.BytesWritten, statistics.Errors);
    }

    private static bool IsSize(MemoryStatistic tag) => tag is not (MemoryStatistic.MajorFaults
        or MemoryStatistic.MinorFaults or MemoryStatistic.LastUpdate or MemoryStatistic.HugePageAllocations
        or MemoryStatistic.HugePageFailures);
}

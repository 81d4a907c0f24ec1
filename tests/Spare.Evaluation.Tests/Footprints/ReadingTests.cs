using System.Collections.Immutable;
using Spare.Evaluation.Footprints;

namespace Spare.Evaluation.Tests.Footprints;

public sealed class ReadingTests : IDisposable
{
    private readonly DirectoryInfo proc = Directory.CreateTempSubdirectory("spare-evaluation-");

    [Fact]
    public void A_process_counts_with_its_children_that_ended()
    {
        Write(
            7, "7 (a) b) S 1 7 7 0 -1 4194560 1 2 3 4 150 50 25 75 20 0 1 0 5",
            "rchar: 5\nwrite_bytes: 4096\ncancelled_write_bytes: 1\n");

        Assert.Equal(new Usage(3, 0, 4096), ProcessUsage.Of(7, proc.FullName));
    }

    [Fact]
    public void A_process_that_has_ended_counts_nothing()
    {
        Assert.Equal(Usage.None, ProcessUsage.Of(8, proc.FullName));
        Assert.Equal(0, ProcessUsage.MemoryOf(8, proc.FullName));
    }

    [Fact]
    public void Memory_is_the_proportional_part()
    {
        Write(9, "", "");
        File.WriteAllText(
            Path.Combine(proc.FullName, "9", "smaps_rollup"),
            "00-01 ---p 00:00 0 [rollup]\nRss:  300 kB\nPss:  100 kB\nPss_Dirty: 5 kB\n");

        Assert.Equal(102_400, ProcessUsage.MemoryOf(9, proc.FullName));
    }

    [Fact]
    public void This_very_process_uses_something() => Assert.True(ProcessUsage.MemoryOf(Environment.ProcessId) > 0);

    [Fact]
    public void The_interface_of_a_host_is_found_among_others()
    {
        string[] table =
        [
            "Inter-|   Receive                                                |  Transmit",
            " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
            "    lo:    1    2    0    0    0     0          0         0    3    4    0    0    0     0       0          0",
            "  eth0:1000    2    0    0    0     0          0         0    2000    4    0    0    0     0       0          0",
        ];

        Assert.Equal(new InterfaceCounters(1000, 2000), InterfaceCounters.Read(table, "eth0"));
    }

    [Fact]
    public void What_was_used_is_the_difference_and_memory_the_mean()
    {
        var first = new HostReading(1, new InterfaceCounters(10, 20), Parts(Part.Active, new Usage(5, 100, 1000)));
        var last = new HostReading(
            1, new InterfaceCounters(110, 320), Parts(Part.Active, new Usage(8, 200, 4000)).Add(Part.Passive, new Usage(1, 50, 10)));

        var footprint = HostReading.Between(first, last, [first, last]);

        Assert.Equal((100L, 300L), (footprint.Received, footprint.Sent));
        Assert.Equal(new Usage(3, 150, 3000), footprint.Of(Part.Active));
        Assert.Equal(new Usage(1, 50, 10), footprint.Of(Part.Passive));
        Assert.Equal(Usage.None, footprint.Of(Part.Corosync));
        Assert.Equal(3010, footprint.WrittenByReplicas);
    }

    public void Dispose() => proc.Delete(recursive: true);

    private static ImmutableSortedDictionary<Part, Usage> Parts(Part part, Usage usage) =>
        ImmutableSortedDictionary<Part, Usage>.Empty.Add(part, usage);

    private void Write(int process, string stat, string io)
    {
        var directory = proc.CreateSubdirectory($"{process}").FullName;
        File.WriteAllText(Path.Combine(directory, "stat"), stat);
        File.WriteAllText(Path.Combine(directory, "io"), io);
    }
}

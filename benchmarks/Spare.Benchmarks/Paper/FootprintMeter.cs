using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Benchmarks.Paper.Sites;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Machine;

namespace Spare.Benchmarks.Paper;

/// <summary>
/// Measures what a setting uses, from one moment to another. Memory is looked at when it begins and when it ends: to look
/// costs processor time.
/// </summary>
internal sealed class FootprintMeter(AuctionSite site)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task<Footprint> MeasureAsync(TimeSpan duration, CancellationToken cancellation)
    {
        var processes = await site.ProcessesAsync(cancellation);
        var memory = processes.ToDictionary(host => host.Host, MemoryOf);
        var power = PowerMeter.TryStart();
        var clock = Stopwatch.StartNew();
        var first = Read(processes, memory);
        var activity = new List<ReplicaActivity>();
        var (before, since) = (first[0], TimeSpan.Zero);
        while (clock.Elapsed < duration)
        {
            var pause = duration - clock.Elapsed;
            await Task.Delay(pause < Interval ? pause : Interval, cancellation);
            var (now, at) = (Read(processes[..1], memory)[0], clock.Elapsed);
            activity.Add(Activity(before, now, since, at));
            (before, since) = (now, at);
        }

        // Processes that were started meanwhile are found now; what ended is in what its parent has used.
        processes = await site.ProcessesAsync(cancellation);
        var (last, seconds, joules) = (Read(processes, memory), clock.Elapsed.TotalSeconds, power?.Joules());
        memory = processes.ToDictionary(host => host.Host, MemoryOf);
        return new Footprint(
            seconds,
            [
                .. first.Zip(last, (begun, ended) => HostReading.Between(
                    begun, ended, [begun, ended with { Parts = With(ended.Parts, memory[ended.Host]) }])),
            ],
            joules) { Activity = [.. activity] };
    }

    private static ReplicaActivity Activity(HostReading before, HostReading now, TimeSpan since, TimeSpan at)
    {
        return new ReplicaActivity(at.TotalSeconds, Of(Part.Active), Of(Part.Passive));

        double Of(Part part) => (Cpu(now, part) - Cpu(before, part)) / (at - since).TotalSeconds;

        static double Cpu(HostReading reading, Part part) => reading.Parts.GetValueOrDefault(part, Usage.None).CpuSeconds;
    }

    private static ImmutableArray<HostReading> Read(
        ImmutableArray<HostProcesses> hosts, Dictionary<int, ImmutableSortedDictionary<Part, double>> memory) =>
    [
        .. hosts.Select(host => new HostReading(
            host.Host,
            InterfaceCounters.Read(File.ReadLines($"/proc/{host.Any}/net/dev"), "eth0"),
            With(
                host.Parts.ToImmutableSortedDictionary(
                    part => part.Key,
                    part => part.Aggregate(Usage.None, (sum, process) => sum + ProcessUsage.Of(process))),
                memory[host.Host]))),
    ];

    private static ImmutableSortedDictionary<Part, Usage> With(
        ImmutableSortedDictionary<Part, Usage> parts, ImmutableSortedDictionary<Part, double> memory) =>
        parts.ToImmutableSortedDictionary(
            part => part.Key, part => part.Value with { Memory = memory.GetValueOrDefault(part.Key) });

    private static ImmutableSortedDictionary<Part, double> MemoryOf(HostProcesses host) =>
        host.Parts.ToImmutableSortedDictionary(
            part => part.Key, part => part.Sum(process => ProcessUsage.MemoryOf(process)));
}

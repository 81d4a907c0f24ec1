using System.Collections.Immutable;
using System.Globalization;
using Spare.Benchmarks.Paper.Metering;
using Spare.Evaluation.Footprints;

namespace Spare.Benchmarks.Paper;

/// <summary>
/// Measures what a setting uses, from one moment to another: those of the load, so that all that takes long comes before or
/// after. Memory is looked at then, too: to look costs processor time.
/// </summary>
/// <param name="hosts">A meter on each; the first one's replicas are looked at once a second.</param>
internal sealed class FootprintMeter(IReadOnlyList<AskMeter> hosts, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Before the first moment: time enough to look at the memory of a busy, slow host.</summary>
    private static readonly TimeSpan MemoryLead = TimeSpan.FromSeconds(6);

    /// <summary>Before the first moment: time enough to find the processes of such a host, and too little for many new ones.</summary>
    private static readonly TimeSpan FindLead = TimeSpan.FromSeconds(2);

    /// <summary>A window that begins later than that, as a share of its length, is not that of the clients.</summary>
    private const double LateMaximum = 0.1;

    /// <summary>Asks for what takes long and does not change: before the clients begin.</summary>
    public Task PrepareAsync(CancellationToken cancellation) => AskAllAsync(MeterQuestion.Prepare, cancellation);

    /// <param name="warmUp">From now on to the first of the two moments.</param>
    /// <param name="duration">From there to the second.</param>
    /// <exception cref="BenchmarkException">A host was too busy to be looked at in time.</exception>
    public async Task<Footprint> MeasureAsync(TimeSpan warmUp, TimeSpan duration, CancellationToken cancellation)
    {
        var called = clock.GetTimestamp();
        await WaitUntilAsync(called, warmUp - MemoryLead, cancellation);
        var memory = await MemoryAsync(cancellation);
        await WaitUntilAsync(called, warmUp - FindLead, cancellation);
        await AskAllAsync(MeterQuestion.Find, cancellation);
        await WaitUntilAsync(called, warmUp, cancellation);
        DemandInTime(clock.GetElapsedTime(called) - warmUp, duration);
        var begin = clock.GetTimestamp();
        var first = await ReadAsync(cancellation);
        var activity = new List<ReplicaActivity>();
        var (before, since) = (first[0], TimeSpan.Zero);
        while (clock.GetElapsedTime(begin) < duration)
        {
            var next = clock.GetElapsedTime(begin) + Interval;
            await WaitUntilAsync(begin, next < duration ? next : duration, cancellation);
            var (now, at) = (ReadingOf(await hosts[0](MeterQuestion.Usage, cancellation)), clock.GetElapsedTime(begin));
            activity.Add(Activity(before, now, since, at));
            (before, since) = (now, at);
        }

        // Processes that were started meanwhile are found now; what ended is in what its parent has used.
        await AskAllAsync(MeterQuestion.Find, cancellation);
        var (last, seconds) = (await ReadAsync(cancellation), clock.GetElapsedTime(begin).TotalSeconds);
        var (begun, ended) = (With(first, memory), With(last, await MemoryAsync(cancellation)));
        return new Footprint(
            seconds,
            [.. begun.Zip(ended, (one, other) => HostReading.Between(one, other, [one, other]))],
            Joules(first, last)) { Activity = [.. activity] };
    }

    private static void DemandInTime(TimeSpan late, TimeSpan duration)
    {
        if (late > duration * LateMaximum)
        {
            var seconds = late.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
            throw new BenchmarkException(
                $"To look at the hosts' memory and processes took {seconds} s longer than the warm-up, and what they used would be that of "
                + "another time than the clients': make 'warm-up' longer, or measure when the machine has less to do.");
        }
    }

    /// <summary>Goes on at once when so much time has passed since then.</summary>
    private async Task WaitUntilAsync(long since, TimeSpan after, CancellationToken cancellation)
    {
        var left = after - clock.GetElapsedTime(since);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, clock, cancellation);
        }
    }

    private static ReplicaActivity Activity(HostReading before, HostReading now, TimeSpan since, TimeSpan at)
    {
        return new ReplicaActivity(at.TotalSeconds, Of(Part.Active), Of(Part.Passive));

        double Of(Part part) => (Cpu(now, part) - Cpu(before, part)) / (at - since).TotalSeconds;

        static double Cpu(HostReading reading, Part part) => reading.Parts.GetValueOrDefault(part, Usage.None).CpuSeconds;
    }

    /// <summary>Of all machines that have a counter; null: none has.</summary>
    private static double? Joules(IReadOnlyList<HostReading> first, IReadOnlyList<HostReading> last)
    {
        double?[] used = [.. first.Zip(last, (begun, ended) => ended.Joules - begun.Joules).Where(joules => joules is not null)];
        return used.Length == 0 ? null : used.Sum();
    }

    private static IEnumerable<HostReading> With(
        IEnumerable<HostReading> readings, IEnumerable<ImmutableSortedDictionary<Part, double>> memory) =>
        readings.Zip(memory, (reading, bytes) => reading with
        {
            Parts = reading.Parts.ToImmutableSortedDictionary(
                part => part.Key, part => part.Value with { Memory = bytes.GetValueOrDefault(part.Key) }),
        });

    private static HostReading ReadingOf(MeterAnswer answer) =>
        answer.Reading ?? throw new BenchmarkException("A meter answered something else than it was asked.");

    private async Task<HostReading[]> ReadAsync(CancellationToken cancellation) =>
        [.. (await AskAllAsync(MeterQuestion.Usage, cancellation)).Select(ReadingOf)];

    private async Task<ImmutableSortedDictionary<Part, double>[]> MemoryAsync(CancellationToken cancellation) =>
    [
        .. (await AskAllAsync(MeterQuestion.Memory, cancellation))
            .Select(answer => answer.Memory ?? ImmutableSortedDictionary<Part, double>.Empty),
    ];

    private Task<MeterAnswer[]> AskAllAsync(MeterQuestion question, CancellationToken cancellation) =>
        Task.WhenAll(hosts.Select(host => host(question, cancellation)));
}

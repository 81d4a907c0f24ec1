using Spare.Benchmarks.Paper;
using Spare.Benchmarks.Paper.Metering;
using Spare.Evaluation.Footprints;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Benchmarks.Tests.Metering;

/// <summary>When a footprint's window begins and ends, and what is asked of a host meanwhile.</summary>
public sealed class MeasuringWindowTests
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2.5);

    private readonly SkippingTime clock = new();

    /// <summary>What was asked of the meter, and what the meter asked of the daemon, in this order.</summary>
    private readonly List<string> asked = [];

    /// <summary>When the counters were read.</summary>
    private readonly List<TimeSpan> read = [];

    private TimeSpan memoryTakes = TimeSpan.FromSeconds(1);
    private TimeSpan findTakes = TimeSpan.Zero;

    [Fact]
    public async Task What_takes_long_is_asked_before_the_window_or_after_it()
    {
        await MeasureAsync(rolesTake: TimeSpan.FromSeconds(10));
        var (begin, end) = (asked.IndexOf("Usage"), asked.LastIndexOf("Usage"));
        Assert.Equal(["Prepare", "roles", "Memory", "Find"], asked[..begin]);
        Assert.All(asked[begin..end], question => Assert.Contains(question, new[] { "Usage", "Find" }));
        Assert.Equal(["Memory"], asked[(end + 1)..]);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(10, 30)]
    [InlineData(60, 80)]
    public async Task The_window_begins_with_that_of_clients_who_begin_when_roles_are_known_and_is_as_long(
        int rolesTake, int begin)
    {
        var footprint = await MeasureAsync(TimeSpan.FromSeconds(rolesTake));
        Assert.Equal(TimeSpan.FromSeconds(begin), read[0]);
        Assert.Equal(read[0] + Duration, read[^1]);
        Assert.Equal(Duration.TotalSeconds, footprint.Seconds);
        Assert.Equal([1, 2, 2.5], footprint.Activity.Select(activity => activity.At));
    }

    [Fact]
    public async Task Roles_that_were_asked_for_before_tell_which_replica_a_process_found_later_belongs_to()
    {
        var footprint = await MeasureAsync(rolesTake: TimeSpan.FromSeconds(10));
        Assert.Equal([Part.Manager, Part.Passive], Assert.Single(footprint.Hosts).Parts.Keys);
    }

    [Fact]
    public async Task A_busy_host_whose_memory_and_processes_take_seconds_to_look_at_does_not_delay_it()
    {
        (memoryTakes, findTakes) = (TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1.5));
        await MeasureAsync(rolesTake: TimeSpan.Zero);
        Assert.Equal(WarmUp, read[0]);
    }

    [Fact]
    public async Task A_window_that_would_begin_too_late_is_refused()
    {
        memoryTakes = TimeSpan.FromSeconds(12);
        var late = await Assert.ThrowsAsync<BenchmarkException>(() => MeasureAsync(rolesTake: TimeSpan.Zero));
        Assert.Contains("6.0 s longer than the warm-up", late.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Usage", asked);
    }

    private async Task<Footprint> MeasureAsync(TimeSpan rolesTake)
    {
        var sources = new HostSources(Processes, _ => StatusAsync(rolesTake), _ => throw new NotSupportedException());
        var meter = new HostMeter(1, "lo", sources, power: null);
        var footprints = new FootprintMeter([(question, cancellation) => AskAsync(meter, question, cancellation)], clock);
        await footprints.PrepareAsync(CancellationToken.None);
        return await footprints.MeasureAsync(WarmUp, Duration, CancellationToken.None);
    }

    private Task<MeterAnswer> AskAsync(HostMeter meter, MeterQuestion question, CancellationToken cancellation)
    {
        asked.Add($"{question}");
        if (question == MeterQuestion.Memory)
        {
            clock.Now += memoryTakes;
        }

        if (question == MeterQuestion.Find)
        {
            clock.Now += findTakes;
        }

        if (question == MeterQuestion.Usage)
        {
            read.Add(clock.Now);
        }

        return meter.AnswerAsync(question, cancellation);
    }

    /// <summary>The replica begins when roles are known.</summary>
    private List<HostProcess> Processes()
    {
        var daemon = new HostProcess(int.MaxValue - 1, 0, "spared", "", [], IsLocal: true);
        return asked.Contains("roles")
            ? [daemon, new HostProcess(int.MaxValue, daemon.Id, "spare-agent", "", ["spare-h1-r2"], IsLocal: false)]
            : [daemon];
    }

    private Task<HostStatus> StatusAsync(TimeSpan takes)
    {
        asked.Add("roles");
        clock.Now += takes;
        return Task.FromResult(new HostStatus
        {
            Host = new HostId(1),
            Name = "host1",
            Version = "1.0.0",
            State = ServingState.Serving,
            Faults = 1,
            Order = new OrderStatus(new SequenceNumber(1), new SequenceNumber(1), new UpdateNumber(1), 0),
            Counters = new HostCounters(),
            Replicas =
            [
                new ReplicaStatus
                {
                    Replica = new ReplicaId(new HostId(1), 2),
                    Role = ReplicaRole.Passive,
                    State = ReplicaState.Paused,
                    Machine = "h1-r2",
                },
            ],
        });
    }
}

using System.Collections.Immutable;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Machine;
using Spare.Evaluation.Rounds;
using Spare.Protocol.Admin;

namespace Spare.Evaluation.Tests;

/// <summary>A run that nobody made, with round numbers.</summary>
internal static class Samples
{
    public static Experiment Load { get; } = new()
    {
        Name = "load",
        Kind = ExperimentKind.Load,
        Settings = [Setting.Crash, Setting.AppBft, Setting.Spare],
        Clients = [300],
        Thinks = true,
        Rounds = 2,
        WarmUp = TimeSpan.FromSeconds(1),
        Duration = TimeSpan.FromSeconds(10),
    };

    public static Experiment Masking { get; } = new()
    {
        Name = "masking",
        Kind = ExperimentKind.Masking,
        Settings = [Setting.Spare],
        Repetitions = 2,
        Rounds = 1,
    };

    public static Provenance Provenance { get; } = new("Some Processor", 4, 8L << 30, "Linux 1", "Debian 1") { Commit = "abc1234" };

    public static RunManifest Manifest(params Experiment[] experiments) => new(42, DateTimeOffset.UnixEpoch, false, [.. experiments]);

    public static RoundRecord Round(Setting setting, int round, double perSecond, double cpuSeconds, int clients = 300) => new()
    {
        Turn = new Turn(Load.Name, round, setting, clients, null),
        Started = DateTimeOffset.UnixEpoch,
        Before = new MachineState(0.1, 8L << 30),
        Provenance = Provenance,
        Load = new LoadResult(10, (long)(10 * perSecond), 0, (long)perSecond) { P50 = 5, P99 = 20, P999 = 30 },
        Footprint = new Footprint(
            10, [.. Enumerable.Range(1, setting.Hosts(1)).Select(host => Host(setting, host, cpuSeconds / setting.Hosts(1)))], null),
    };

    /// <summary>A load of Spare after which the host told of two updates of its passive replica.</summary>
    public static RoundRecord Told(long resumed, long paused) => Round(Setting.Spare, 1, 98, 9.8) with
    {
        Times =
        [
            new HostTimes(
                1,
                [
                    new StageTimes(StagedWork.Read, Stage.Ordered, 10, 1_500, 3_000, 4_000),
                    new StageTimes(StagedWork.Update, Stage.Resumed, 2, resumed, resumed, resumed),
                    new StageTimes(StagedWork.Update, Stage.Paused, 2, paused, paused, 2 * paused),
                ]),
        ],
    };

    public static RoundRecord Masked(params double[] answered) => new()
    {
        Turn = new Turn(Masking.Name, 1, Setting.Spare, 0, null),
        Started = DateTimeOffset.UnixEpoch,
        Before = new MachineState(0.1, 8L << 30),
        Provenance = Provenance,
        Masked =
        [
            .. answered.Select(time => new MaskedFault(
                time, [new StageReached(Stages.HelpAsked, time / 2), new StageReached(Stages.Answered, time)])),
        ],
    };

    /// <summary>A passive replica has a hundredth of the active one's processor time, and a tenth of its memory.</summary>
    private static HostFootprint Host(Setting setting, int host, double cpuSeconds)
    {
        var parts = ImmutableSortedDictionary<Part, Usage>.Empty.Add(Part.Active, new Usage(cpuSeconds, 100e6, 1000));
        return new HostFootprint(host, 5000, 5000)
        {
            Parts = setting == Setting.Spare ? parts.Add(Part.Passive, new Usage(cpuSeconds / 100, 10e6, 900)) : parts,
        };
    }
}

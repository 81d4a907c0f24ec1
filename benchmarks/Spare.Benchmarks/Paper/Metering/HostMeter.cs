using System.Collections.Immutable;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Machine;
using Spare.Evaluation.Rounds;
using Spare.Protocol.Admin;

namespace Spare.Benchmarks.Paper.Metering;

/// <summary>Measures what the parts of the host use on which it runs. For one caller at a time.</summary>
/// <param name="number">What readings call the host; 0 is the witness.</param>
/// <param name="power">Null: not to be measured.</param>
internal sealed class HostMeter(int number, string networkInterface, HostSources sources, PowerMeter? power)
{
    private ILookup<Part, int> parts = Array.Empty<int>().ToLookup(_ => Part.Manager);
    private Dictionary<string, Part> machines = [];
    private bool hasDaemon;

    public async Task<MeterAnswer> AnswerAsync(MeterQuestion question, CancellationToken cancellation)
    {
        switch (question)
        {
            case MeterQuestion.Machine:
                return new MeterAnswer
                {
                    State = await MachineState.NowAsync(cancellation),
                    Provenance = await Origin.HereAsync(cancellation),
                };
            case MeterQuestion.Prepare:
                await PrepareAsync(cancellation);
                return new MeterAnswer();
            case MeterQuestion.Find:
                parts = HostParts.Of(sources.Processes(), machines);
                return new MeterAnswer();
            case MeterQuestion.Usage:
                return new MeterAnswer { Reading = Read() };
            case MeterQuestion.Memory:
                return new MeterAnswer { Memory = Memory() };
            default:
                return new MeterAnswer { Times = hasDaemon ? await TimesAsync(cancellation) : null };
        }
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        var processes = sources.Processes();
        hasDaemon = processes.Any(process => process is { IsLocal: true, Command: "spared" });
        machines = hasDaemon ? await MachinesAsync(cancellation) : [];
        parts = HostParts.Of(processes, machines);
        _ = (Read(), Memory());
    }

    private async Task<Dictionary<string, Part>> MachinesAsync(CancellationToken cancellation)
    {
        var status = await sources.Status(cancellation);
        return status.Replicas.Where(replica => replica.Machine is not null).ToDictionary(
            replica => replica.Machine ?? "", replica => replica.Role == ReplicaRole.Passive ? Part.Passive : Part.Active);
    }

    private async Task<HostTimes> TimesAsync(CancellationToken cancellation) =>
        new(number, (await sources.Stages(cancellation)).Stages);

    private ImmutableSortedDictionary<Part, double> Memory() =>
        ByPart(processes => processes.Sum(process => ProcessUsage.MemoryOf(process)));

    private HostReading Read() => new(
        number,
        InterfaceCounters.Read(File.ReadLines("/proc/self/net/dev"), networkInterface),
        ByPart(processes => processes.Aggregate(Usage.None, (sum, process) => sum + ProcessUsage.Of(process))))
    {
        Joules = power?.Joules(),
    };

    private ImmutableSortedDictionary<Part, T> ByPart<T>(Func<IEnumerable<int>, T> value) =>
        parts.ToImmutableSortedDictionary(part => part.Key, part => value(part));
}

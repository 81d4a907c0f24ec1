using System.Collections.Immutable;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Reports;

/// <summary>The records of a run, with questions that several tables and plots have.</summary>
internal sealed class Results(RunManifest manifest, IReadOnlyList<RoundRecord> records)
{
    private readonly ImmutableDictionary<string, Experiment> experiments =
        manifest.Experiments.ToImmutableDictionary(experiment => experiment.Name);

    public RunManifest Manifest => manifest;

    public IReadOnlyList<RoundRecord> Records => records;

    public IEnumerable<Turn> Missing => manifest.Plan.Except(records.Select(record => record.Turn));

    public Experiment ExperimentOf(RoundRecord record) => experiments[record.Turn.Experiment];

    public IEnumerable<RoundRecord> Of(ExperimentKind kind) => records.Where(record => ExperimentOf(record).Kind == kind);

    public IEnumerable<RoundRecord> LoadsOf(Experiment experiment) =>
        records.Where(record => record.Turn.Experiment == experiment.Name && record.Load is not null);

    /// <summary>With the writes that the published table gives.</summary>
    public IEnumerable<RoundRecord> Loads(bool thinks, int faults = 1) => Of(ExperimentKind.Load).Where(record =>
        record.Turn.WriteShare is null && ExperimentOf(record).Thinks == thinks && ExperimentOf(record).Faults == faults);

    /// <summary>Clients that think, as in the paper; where Spare had none of them yet, those that do not.</summary>
    public IReadOnlyList<RoundRecord> UsualLoads(int faults)
    {
        RoundRecord[] thinking = [.. Loads(thinks: true, faults)];
        return thinking.Any(record => record.Turn.Setting == Setting.Spare) ? thinking : [.. Loads(thinks: false, faults)];
    }

    /// <summary>What one setting has of another, in the same round and under the same load.</summary>
    public static IReadOnlyList<double> Ratios(
        IEnumerable<RoundRecord> among, Setting above, Setting below, Func<RoundRecord, double?> measure)
    {
        var known = among.ToDictionary(record => record.Turn);
        return
        [
            .. known.Values.Where(record => record.Turn.Setting == above)
                .Select(record => (Above: record, Below: known.GetValueOrDefault(record.Turn with { Setting = below })))
                .Where(pair => pair.Below is not null)
                .Select(pair => measure(pair.Above) / measure(pair.Below!)) // It was just seen to be there.
                .OfType<double>().Where(double.IsFinite),
        ];
    }

    public static double? Rate(RoundRecord record) => record.Load?.PerSecond;

    /// <summary>Processor time for each request that was answered, in milliseconds.</summary>
    public static double? CpuPerRequest(RoundRecord record) => record is { Footprint: { } footprint, Load: { } load }
        ? footprint.CpuSeconds / footprint.Seconds / load.PerSecond * 1000
        : null;
}

using System.Collections.Immutable;
using Spare.Evaluation.Experiments;

namespace Spare.Evaluation.Rounds;

/// <summary>
/// The order of everything that a run measures. All cases of an experiment are in each of its rounds, in a new order each
/// time, so that what else happens on the machine hits all alike. Equal seeds give equal orders.
/// </summary>
internal static class RoundPlan
{
    public static ImmutableArray<RoundCase> For(IEnumerable<Experiment> experiments, int seed)
    {
        var random = new Random(seed);
        var plan = ImmutableArray.CreateBuilder<RoundCase>();
        foreach (var experiment in experiments)
        {
            for (var round = 1; round <= experiment.Rounds; round++)
            {
                RoundCase[] cases = [.. CasesOf(experiment, round)];
                random.Shuffle(cases);
                plan.AddRange(cases);
            }
        }

        return plan.ToImmutable();
    }

    /// <summary>The service that does nothing runs once for all of its settings.</summary>
    private static IEnumerable<RoundCase> CasesOf(Experiment experiment, int round) => experiment.Kind switch
    {
        ExperimentKind.Load =>
            from setting in experiment.Settings
            from clients in experiment.Clients
            from share in experiment.WriteShares
            select new RoundCase(experiment.Name, round, setting, clients, share),
        ExperimentKind.NoOp => [new RoundCase(experiment.Name, round, Setting.Spare, 0, null)],
        _ => experiment.Settings.Select(setting => new RoundCase(experiment.Name, round, setting, 0, null)),
    };
}

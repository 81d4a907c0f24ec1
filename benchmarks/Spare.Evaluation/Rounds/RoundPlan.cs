using System.Collections.Immutable;
using Spare.Evaluation.Experiments;

namespace Spare.Evaluation.Rounds;

/// <summary>
/// The order of everything that a run measures. All turns of an experiment are in each of its rounds, in a new order each
/// time, so that what else happens on the machine hits all alike. Equal seeds give equal orders.
/// </summary>
internal static class RoundPlan
{
    public static ImmutableArray<Turn> For(IEnumerable<Experiment> experiments, int seed)
    {
        var random = new Random(seed);
        var plan = ImmutableArray.CreateBuilder<Turn>();
        foreach (var experiment in experiments)
        {
            for (var round = 1; round <= experiment.Rounds; round++)
            {
                Turn[] turns = [.. TurnsOf(experiment, round)];
                random.Shuffle(turns);
                plan.AddRange(turns);
            }
        }

        return plan.ToImmutable();
    }

    /// <summary>The service that does nothing runs once for all of its settings.</summary>
    private static IEnumerable<Turn> TurnsOf(Experiment experiment, int round) => experiment.Kind switch
    {
        ExperimentKind.Load =>
            from setting in experiment.Settings
            from clients in experiment.Clients
            from share in experiment.WriteShares
            select new Turn(experiment.Name, round, setting, clients, share),
        ExperimentKind.NoOp => [new Turn(experiment.Name, round, Setting.Spare, 0, null)],
        _ => experiment.Settings.Select(setting => new Turn(experiment.Name, round, setting, 0, null)),
    };
}

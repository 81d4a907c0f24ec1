using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>Counts what happened in a run, by name: it finds nothing wrong, it shows what the seeds reach.</summary>
public sealed class Tally : Checker
{
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Counts => counts;

    public override void Observe(in Observation observation)
    {
        if (observation.Input is ManagerEvent.Executed executed)
        {
            Count($"outcome {executed.Result.Vote.Outcome}");
        }

        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.Report report:
                    Count($"report {report.Event.Kind}");
                    break;
                case ManagerEffect.Refuse refuse:
                    Count($"refused {refuse.Refusal.Reason}");
                    break;
                case ManagerEffect.Multicast multicast:
                    Count($"message {multicast.Message.GetType().Name}");
                    break;
                default:
                    Count($"effect {effect.GetType().Name}");
                    break;
            }
        }
    }

    private void Count(string what) => counts[what] = counts.GetValueOrDefault(what) + 1;
}

using Spare.Protocol;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// Each request gets exactly one answer or refusal, unless its manager crashed. One that was refused as not executed
/// was not executed.
/// </summary>
public sealed class EveryRequestIsAnsweredOnce : Checker
{
    private readonly Dictionary<RequestId, int> ended = [];
    private readonly HashSet<RequestId> notExecuted = [];
    private readonly HashSet<RequestId> executed = [];

    public override void Observe(in Observation observation)
    {
        if (observation.Input is ManagerEvent.RequestArrived arrived)
        {
            ended.Add(arrived.Id, 0);
        }

        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.Answer answer:
                    End(answer.Id);
                    break;
                case ManagerEffect.Refuse refuse:
                    End(refuse.Id);
                    if (refuse.Refusal.Reason is RefusalReason.NotServing or RefusalReason.TooManyInFlight
                        or RefusalReason.Quarantined or RefusalReason.KeyReused)
                    {
                        notExecuted.Add(refuse.Id);
                    }

                    break;
                case ManagerEffect.Execute execute:
                    executed.Add(execute.Request.Id);
                    break;
                default:
                    break;
            }
        }
    }

    public override void End(Ending ending)
    {
        var alive = ending.Hosts.Where(host => host.Alive).Select(host => host.Life).ToHashSet();
        foreach (var (id, count) in ended.Where(entry => entry.Value == 0
            && alive.Contains(new Life(entry.Key.Entry, entry.Key.Incarnation))))
        {
            Fail($"{id} was never answered ({count} answers).");
        }

        foreach (var id in notExecuted.Where(executed.Contains))
        {
            Fail($"{id} was executed, and its client told that it was not.");
        }
    }

    private void End(RequestId id)
    {
        if (!ended.TryGetValue(id, out var count) || count > 0)
        {
            Fail($"{id} was answered {count + 1} times.");
        }

        ended[id] = count + 1;
    }
}

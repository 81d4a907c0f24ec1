using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// However often, and wherever, a client sends a write under one key: it takes effect once, every answer is that of the
/// first one, and what else is sent under the key is not answered.
/// </summary>
public sealed class OneEffectPerKey : Checker
{
    private readonly Dictionary<RequestId, IdempotencyKey> keys = [];
    private readonly List<(Life Host, IdempotencyKey Key, ManagerEffect.Answer Answer)> answers = [];

    public override void Observe(in Observation observation)
    {
        if (observation.Input is ManagerEvent.RequestArrived { Key: { } key } arrived)
        {
            keys[arrived.Id] = key;
        }

        foreach (var effect in observation.Effects)
        {
            if (effect is ManagerEffect.Answer answer && keys.TryGetValue(answer.Id, out var named))
            {
                answers.Add((observation.Life, named, answer));
            }
        }
    }

    public override void End(Ending ending)
    {
        foreach (var host in ending.Hosts.Where(host => ending.Survivors.Contains(host.Life)))
        {
            foreach (var twice in host.Journal.Where(record => record.Key is not null)
                .GroupBy(record => record.Key!.Value.Name).Where(alike => alike.Count() > 1))
            {
                Fail($"{host.Host} agreed on {string.Join(" and ", twice.Select(record => record.Update.Sequence))} under one key.");
            }
        }

        foreach (var alike in answers.GroupBy(answer => answer.Key.Name))
        {
            var (_, key, first) = alike.First();
            foreach (var (host, other, answer) in alike)
            {
                if (other.Request != key.Request)
                {
                    Fail($"{host} answered {answer.Id} and {first.Id}, which have one key and ask different things.");
                }

                if (answer.Sequence != first.Sequence || !answer.Reply.Span.SequenceEqual(first.Reply.Span))
                {
                    Fail($"{host} answered {answer.Id} as of {answer.Sequence}, and the same before as of {first.Sequence}.");
                }
            }
        }
    }
}

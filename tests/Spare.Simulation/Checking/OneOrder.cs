using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replication;
using Spare.Replication.Execution;

namespace Spare.Simulation.Checking;

/// <summary>
/// All hosts give the same requests the same positions, times and seeds, up to the last one that was settled. A host
/// that crashed or that the others went on without may have numbered requests at its end that the others have not; none
/// of those was answered.
/// </summary>
public sealed class OneOrder : Checker
{
    private readonly Dictionary<Life, SortedDictionary<SequenceNumber, OrderedRequest>> numbered = [];
    private readonly Dictionary<Life, SequenceNumber> settled = [];
    private readonly List<(Life Host, ManagerEffect.Answer Answer)> answers = [];
    private readonly Dictionary<RequestId, IdempotencyKey?> keys = [];

    public override void Observe(in Observation observation)
    {
        if (observation.Input is ManagerEvent.RequestArrived arrived)
        {
            keys[arrived.Id] = arrived.Key;
        }

        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.Execute execute:
                    Take(observation.Life, execute.Request);
                    break;
                case ManagerEffect.AppendToJournal append:
                    settled[observation.Life] = append.Update.Sequence;
                    break;
                case ManagerEffect.Answer answer:
                    answers.Add((observation.Life, answer));
                    break;
                default:
                    break;
            }
        }
    }

    public override void End(Ending ending)
    {
        var survivors = numbered.Where(host => ending.Survivors.Contains(host.Key)).ToArray();
        var last = settled.Where(host => ending.Survivors.Contains(host.Key)).Select(host => host.Value)
            .Concat(answers.Select(answer => answer.Answer.Sequence)).Append(SequenceNumber.None).Max();
        var order = new Dictionary<SequenceNumber, OrderedRequest>();
        foreach (var (host, requests) in survivors)
        {
            foreach (var request in requests.Values.Where(request => request.Sequence <= last))
            {
                if (!order.TryAdd(request.Sequence, request) && !Same(order[request.Sequence], request))
                {
                    Fail($"{host} has {request.Id} at {request.Sequence}, where another host has {order[request.Sequence].Id}.");
                }
            }
        }

        foreach (var (host, answer) in answers)
        {
            if (order.TryGetValue(answer.Sequence, out var request) && request.Id != answer.Id
                && !(request.Key is not null && request.Key == keys.GetValueOrDefault(answer.Id)))
            {
                Fail($"{host} answered {answer.Id} at {answer.Sequence}, where the survivors have {request.Id}.");
            }
        }
    }

    private void Take(Life host, OrderedRequest request)
    {
        if (!numbered.TryGetValue(host, out var requests))
        {
            numbered[host] = requests = [];
        }

        if (!requests.TryAdd(request.Sequence, request) && requests[request.Sequence] != request)
        {
            Fail($"{host} gave {request.Sequence} to {requests[request.Sequence].Id} and then to {request.Id}.");
        }
    }

    private static bool Same(OrderedRequest one, OrderedRequest other) =>
        one.Id == other.Id && one.Time == other.Time && one.Seed == other.Seed && one.Class == other.Class
        && one.Request.Span.SequenceEqual(other.Request.Span);
}

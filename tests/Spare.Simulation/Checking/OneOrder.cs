using Spare.Protocol;
using Spare.Replication;
using Spare.Replication.Execution;

namespace Spare.Simulation.Checking;

/// <summary>
/// All hosts give the same requests the same positions, times and seeds. In a split each side may number requests
/// that the other has not; that is harmless above the last position that anybody settled or answered.
/// </summary>
public sealed class OneOrder : Checker
{
    private readonly Dictionary<(HostId Host, SequenceNumber Sequence), OrderedRequest> numbered = [];
    private readonly Dictionary<SequenceNumber, OrderedRequest> first = [];
    private readonly List<(HostId Host, OrderedRequest Request)> differing = [];
    private readonly Dictionary<RequestId, SequenceNumber> positions = [];
    private SequenceNumber settled;

    public override void Observe(in Observation observation)
    {
        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.Execute execute:
                    Take(observation.Host, execute.Request);
                    break;
                case ManagerEffect.AppendToJournal append:
                    Settled(append.Update.Sequence);
                    break;
                case ManagerEffect.Answer answer when positions.TryGetValue(answer.Id, out var sequence):
                    Settled(sequence);
                    break;
                default:
                    break;
            }
        }
    }

    public override void End(Ending ending)
    {
        foreach (var (host, request) in differing.Where(entry => entry.Request.Sequence <= settled))
        {
            Fail($"{host} has {request.Id} at {request.Sequence}, where another host has {first[request.Sequence].Id}.");
        }
    }

    private void Take(HostId host, OrderedRequest request)
    {
        if (numbered.TryGetValue((host, request.Sequence), out var before))
        {
            if (before != request)
            {
                Fail($"{host} gave {request.Sequence} to {before.Id} and then to {request.Id}.");
            }

            return;
        }

        numbered[(host, request.Sequence)] = request;
        positions[request.Id] = request.Sequence;
        if (!first.TryAdd(request.Sequence, request) && !Same(first[request.Sequence], request))
        {
            differing.Add((host, request));
        }
    }

    private static bool Same(OrderedRequest one, OrderedRequest other) =>
        one.Id == other.Id && one.Time == other.Time && one.Seed == other.Seed && one.Class == other.Class
        && one.Request.Span.SequenceEqual(other.Request.Span);

    private void Settled(SequenceNumber sequence) => settled = sequence > settled ? sequence : settled;
}

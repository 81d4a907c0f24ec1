using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// Nobody convicts a replica that no intruder was in, that did not end by itself, and that answered every request.
/// (Of a request that kills its replicas even a correct one says another thing than was agreed.) Nor is a passive one
/// destroyed for its state that nobody changed, unless its image is to be another one.
/// </summary>
public sealed class CorrectReplicasAreNotConvicted : Checker
{
    private readonly HashSet<ReplicaId> faulty = [];
    private readonly HashSet<Life> exchanging = [];

    public override void IntruderEntered(ReplicaId replica) => faulty.Add(replica);

    public override void PassiveDiscarded(Life life, bool isCorrupted)
    {
        if (!exchanging.Remove(life) && !isCorrupted)
        {
            Fail($"The passive replica of {life.Host} was made again although nobody had changed it.");
        }
    }

    public override void Observe(in Observation observation)
    {
        switch (observation.Input)
        {
            case ManagerEvent.ReplicaLost lost:
                faulty.Add(lost.Replica);
                break;
            case ManagerEvent.Executed { Result.Vote.Outcome: not Outcome.Replied } executed:
                faulty.Add(executed.Replica);
                break;
            default:
                break;
        }

        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.Multicast { Message: WriteVoted { Vote.Outcome: not Outcome.Replied } vote }:
                    faulty.Add(vote.Replica); // Its manager did not give it the request at all.
                    break;
                case ManagerEffect.Report { Event.Kind: ReportKind.PassiveExchanged }:
                    exchanging.Add(observation.Life);
                    break;
                case ManagerEffect.Multicast { Message: ReplicaConvicted convicted }
                    when !faulty.Contains(convicted.Replica):
                    Fail($"{convicted.Replica} was convicted at {convicted.Sequence} by {observation.Host}.");
                    break;
                default:
                    break;
            }
        }
    }
}

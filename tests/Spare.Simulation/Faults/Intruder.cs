using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Simulation.Hosts;
using Spare.Simulation.Service;

namespace Spare.Simulation.Faults;

/// <summary>
/// Has a replica in his hands and lets it misbehave in one of many ways. Conspirators behave alike, on their own
/// random numbers only by agreement: their lies follow from the request.
/// </summary>
public sealed class Intruder(SeededRandom random, int wrongPerMille, bool conspires)
{
    private const int Ways = 12;

    /// <summary>Null: this time the replica answers as a correct one would.</summary>
    public Execution? Spoil(OrderedRequest request, Bank bank, byte[] reply, byte[] writeSet)
    {
        if (conspires)
        {
            return request.Seed.Low % 1_000 < (ulong)wrongPerMille ? Lie((int)(request.Seed.High % 3), reply, writeSet) : null;
        }

        if (!random.PerMille(wrongPerMille))
        {
            return null;
        }

        var way = random.Below(Ways);
        switch (way)
        {
            case < 3:
                return Lie(way, reply, writeSet);
            case 3:
                bank.Corrupt(random.Below(Bank.Accounts), random.Between(1, 100));
                return null;
            case 4:
                return Failed(Outcome.Oversize);
            case 5:
                return Failed(Outcome.Malformed);
            case 6:
                return Failed(Outcome.ServiceDied);
            case 7:
                return Failed(Outcome.WriteSetRefused);
            case 8:
                return new Execution(SimulatedReplica.Failed(Outcome.TimedOut, "silent"), ExecutionEnd.AtDeadline);
            case 9:
                return new Execution(SimulatedReplica.Replied(reply, writeSet), ExecutionEnd.Late);
            case 10:
                return new Execution(SimulatedReplica.Replied(reply, writeSet), ExecutionEnd.AtDeadline);
            default:
                return new Execution(SimulatedReplica.Failed(Outcome.ServiceDied, "ended"), ExecutionEnd.Dies);
        }
    }

    /// <summary>What the replica says of its state; null: nothing.</summary>
    public Digest? SpoilState(Digest state)
    {
        var lie = new Digest(state.A ^ 1, state.B, state.C, state.D);
        if (conspires)
        {
            return state.A % 1_000 < (ulong)wrongPerMille ? lie : state;
        }

        return !random.PerMille(wrongPerMille) ? state : random.OneIn(2) ? lie : null;
    }

    private static Execution Failed(Outcome outcome) =>
        new(SimulatedReplica.Failed(outcome, "spoilt"), ExecutionEnd.InTime);

    /// <summary>0: about the reply, 1: about the write set, 2: about both.</summary>
    private static Execution Lie(int about, byte[] reply, byte[] writeSet)
    {
        var said = about == 1 ? reply : [.. reply.Select(value => (byte)(value ^ 1))];
        byte[] wrote = about == 0 ? writeSet : [.. writeSet, 0, 7, 7, 7, 0, 0, 0, 0, 0];
        return new Execution(SimulatedReplica.Replied(said, wrote), ExecutionEnd.InTime);
    }
}

using System.Text;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Simulation.Faults;
using Spare.Simulation.Service;

namespace Spare.Simulation.Hosts;

/// <summary>An active replica: a bank, and maybe an intruder who decides what comes out of it.</summary>
public sealed class SimulatedReplica(ReplicaId id, Bank bank, Intruder? intruder)
{
    public ReplicaId Id => id;

    public Bank Bank => bank;

    public bool IsCorrect => intruder is null;

    /// <summary>What it says of its state; null: nothing.</summary>
    public Digest? State => intruder is null ? bank.State : intruder.SpoilState(bank.State);

    /// <summary>One at a time.</summary>
    public SimulatedLane Writes { get; } = new();

    /// <summary>It has not ended.</summary>
    public bool Alive { get; private set; } = true;

    public void End() => Alive = false;

    /// <summary>Executes the request, as the replica's manager sees it.</summary>
    public Execution Execute(OrderedRequest request)
    {
        var operation = BankRequest.Parse(request.Request.Span).Operation;
        switch (operation)
        {
            case BankOperation.DeadlyRead or BankOperation.DeadlyWrite:
                return new Execution(Failed(Outcome.ServiceDied, "ended"), ExecutionEnd.Dies);
            case BankOperation.HangingWrite:
                return new Execution(Failed(Outcome.TimedOut, "hangs"), ExecutionEnd.AtDeadline);
            case BankOperation.DifferingWrite:
                return new Execution(Replied(Encoding.ASCII.GetBytes($"{id}"), []), ExecutionEnd.InTime);
            default:
                var (reply, writeSet) = bank.Execute(request);
                return intruder?.Spoil(request, bank, reply, writeSet)
                    ?? new Execution(Replied(reply, writeSet), ExecutionEnd.InTime);
        }
    }

    public static ExecutionResult Replied(byte[] reply, byte[] writeSet) => new(
        new Vote(Outcome.Replied, Digest.Of(reply), writeSet.Length == 0 ? default : Digest.Of(writeSet)),
        reply, writeSet, string.Empty);

    public static ExecutionResult Failed(Outcome outcome, string detail) =>
        new(new Vote(outcome, default, default), default, default, detail);
}

/// <summary>What came of an execution, and when.</summary>
public readonly record struct Execution(ExecutionResult Result, ExecutionEnd End);

public enum ExecutionEnd
{
    InTime,
    AtDeadline,

    /// <summary>Several deadlines later: the manager's shell lost sight of it.</summary>
    Late,

    /// <summary>The replica ends meanwhile; there is no result.</summary>
    Dies,
}

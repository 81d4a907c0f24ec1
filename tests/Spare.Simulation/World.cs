using Spare.Protocol;
using Spare.Replication;
using Spare.Simulation.Checking;
using Spare.Simulation.Hosts;
using Spare.Simulation.Network;

namespace Spare.Simulation;

/// <summary>What all simulated things share: time, the network, the checkers and the trace.</summary>
public sealed class World
{
    /// <summary>Noon of 1 March 2026, in microseconds.</summary>
    public const long Beginning = 1_772_366_400_000_000;

    private const int LoadInterval = 64;

    private readonly IReadOnlyList<Checker> checkers;
    private readonly TextWriter? trace;
    private long steps;

    public World(SeededRandom random, IReadOnlyList<Checker> checkers, TextWriter? trace)
    {
        this.checkers = checkers;
        this.trace = trace;
        Group = new SimulatedGroup(Timeline, random);
        Links = new SimulatedLinks(Timeline, random);
    }

    public Timeline Timeline { get; } = new();

    public SimulatedGroup Group { get; }

    public SimulatedLinks Links { get; }

    public long Steps => steps;

    /// <summary>A request got its answer or its refusal.</summary>
    public event Action<RequestId, ManagerEffect>? RequestEnded;

    public void Observe(in Observation observation, ReplicaManager manager)
    {
        foreach (var checker in checkers)
        {
            checker.Observe(observation);
        }

        if (steps++ % LoadInterval == 0)
        {
            Loaded(observation.Host, manager.Load);
        }

        trace?.WriteLine(TraceLine.Of(Timeline.Now, observation));
    }

    public void Loaded(HostId host, ManagerLoad load)
    {
        foreach (var checker in checkers)
        {
            checker.Loaded(host, load);
        }
    }

    public void PassiveUpdated(Life life, SimulatedPassive passive)
    {
        foreach (var checker in checkers)
        {
            checker.PassiveUpdated(life, passive.Number, passive.Bank.State);
        }
    }

    public void BaseTaken(Life life, SimulatedOrigin taken)
    {
        foreach (var checker in checkers)
        {
            checker.BaseTaken(life, taken.Number, taken.Bank.State);
        }
    }

    public void PassiveDiscarded(Life life, SimulatedPassive passive)
    {
        foreach (var checker in checkers)
        {
            checker.PassiveDiscarded(life, passive.Bank.IsCorruptedUnseen);
        }
    }

    public void Recovered(SimulatedReplica replica)
    {
        foreach (var checker in checkers)
        {
            checker.Recovered(replica.Id, replica.Bank.IsCorruptedUnseen);
        }
    }

    public void IntruderEntered(ReplicaId replica)
    {
        foreach (var checker in checkers)
        {
            checker.IntruderEntered(replica);
        }
    }

    public void Ended(RequestId id, ManagerEffect effect) => RequestEnded?.Invoke(id, effect);

    public void Note(string what) => trace?.WriteLine(TraceLine.Of(Timeline.Now, what));
}

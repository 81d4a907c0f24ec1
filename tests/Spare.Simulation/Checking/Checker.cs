using Spare.Protocol;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>Watches a run and says what was wrong with it. It knows nothing of how the managers come to their decisions.</summary>
public abstract class Checker
{
    private const int ViolationsMaximum = 5;

    private readonly List<string> violations = [];

    public string Name => GetType().Name;

    /// <summary>The first few; more of the same help nobody.</summary>
    public IReadOnlyList<string> Violations => violations;

    public virtual void Observe(in Observation observation)
    {
    }

    /// <summary>Called now and then.</summary>
    public virtual void Loaded(HostId host, ManagerLoad load)
    {
    }

    /// <summary>The passive replica of a host got updates and is now at that number, in that state.</summary>
    public virtual void PassiveUpdated(Life life, UpdateNumber number, Digest state)
    {
    }

    /// <summary>The base of a host has all updates up to that number from here on, in that state.</summary>
    public virtual void BaseTaken(Life life, UpdateNumber number, Digest state)
    {
    }

    /// <summary>The passive replica of a host was destroyed because its state is not the agreed one.</summary>
    public virtual void PassiveDiscarded(Life life, bool isCorrupted)
    {
    }

    /// <summary>That replica took the active one's place by recovery.</summary>
    public virtual void Recovered(ReplicaId replica, bool isCorrupted)
    {
    }

    /// <summary>That replica is in an intruder's hands.</summary>
    public virtual void IntruderEntered(ReplicaId replica)
    {
    }

    public virtual void End(Ending ending)
    {
    }

    protected void Fail(string what)
    {
        if (violations.Count < ViolationsMaximum)
        {
            violations.Add($"{Name}: {what}");
        }
    }
}

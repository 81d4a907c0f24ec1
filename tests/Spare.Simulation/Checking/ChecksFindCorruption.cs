using Spare.Protocol;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// When every host wants a base, each that serves gets one, and no replica is left whose state was changed where no
/// request looks: passive ones are made again, and those that execute requests are replaced (SPARE 4.2).
/// </summary>
public sealed class ChecksFindCorruption : Checker
{
    private readonly HashSet<HostId> made = [];
    private bool isRound;

    /// <summary>From here on nothing is corrupted any more, and all hosts want a base.</summary>
    public void BeginRound() => isRound = true;

    public bool HasBase(HostId host) => made.Contains(host);

    public override void Observe(in Observation observation)
    {
        if (isRound && observation.Input is ManagerEvent.BaseMade)
        {
            made.Add(observation.Host);
        }
    }

    public override void End(Ending ending)
    {
        if (!isRound)
        {
            return;
        }

        foreach (var host in ending.Hosts.Where(host => host is { Alive: true, State.Serving: true }))
        {
            if (!HasBase(host.Host))
            {
                Fail($"{host.Host} serves and has no new base.");
            }

            foreach (var replica in host.Corrupted)
            {
                Fail($"{replica} is still corrupted.");
            }

            if (host.PassiveCorrupted)
            {
                Fail($"The passive replica of {host.Host} is still corrupted.");
            }
        }
    }
}

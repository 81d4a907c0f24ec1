using Spare.Protocol;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// After a round of recovery every host that serves has recovered, and no replica is left whose state was changed where no
/// request looks: neither one that executes requests, nor a passive one, and none of them took over (SPARE 4.2).
/// </summary>
public sealed class RecoveryRemovesCorruption : Checker
{
    private readonly HashSet<HostId> recovered = [];
    private bool isRound;

    /// <summary>From here on nothing is corrupted any more, and all hosts are to recover.</summary>
    public void BeginRound() => isRound = true;

    public bool HasRecovered(HostId host) => recovered.Contains(host);

    public override void Observe(in Observation observation)
    {
        if (isRound && observation.Effects.Any(effect => effect is ManagerEffect.RecoveryDone { Refusal: null }))
        {
            recovered.Add(observation.Host);
        }
    }

    public override void Recovered(ReplicaId replica, bool isCorrupted)
    {
        if (isRound && isCorrupted)
        {
            Fail($"{replica} took over, corrupted.");
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
            if (!HasRecovered(host.Host))
            {
                Fail($"{host.Host} serves and did not recover.");
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

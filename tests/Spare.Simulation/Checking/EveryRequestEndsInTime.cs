using Spare.Protocol;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// No client of a host waits longer than its <paramref name="patience"/>, whatever goes wrong: every wait inside of a manager
/// has a bound, and what cannot be decided is refused.
/// </summary>
public sealed class EveryRequestEndsInTime(Func<HostId, TimeSpan> patience) : Checker
{
    private readonly Dictionary<RequestId, Instant> arrived = [];

    public override void Observe(in Observation observation)
    {
        if (observation.Input is ManagerEvent.RequestArrived request)
        {
            arrived[request.Id] = observation.Now;
        }

        foreach (var effect in observation.Effects)
        {
            var ended = effect switch
            {
                ManagerEffect.Answer answer => answer.Id,
                ManagerEffect.Refuse refuse => refuse.Id,
                _ => default,
            };
            if (arrived.Remove(ended, out var since) && observation.Now - since > patience(observation.Host))
            {
                Fail($"{ended} waited for {observation.Now - since}.");
            }
        }
    }
}

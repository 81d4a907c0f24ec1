using Spare.Protocol;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// When nothing goes wrong nobody is refused, except by the bound on requests in flight, and for what the client itself did
/// wrong; when the trouble is one that passes, nobody is refused after it.
/// </summary>
public sealed class NobodyIsRefusedInCalm : Checker
{
    private readonly HashSet<RequestId> arrivedInCalm = [];

    /// <summary>Whether nothing is wrong now, or any more.</summary>
    public bool Calm { get; set; }

    public override void Observe(in Observation observation)
    {
        if (observation.Input is ManagerEvent.RequestArrived arrived && Calm)
        {
            arrivedInCalm.Add(arrived.Id);
        }

        foreach (var effect in observation.Effects)
        {
            if (effect is ManagerEffect.Refuse { Refusal.Reason: not (RefusalReason.TooManyInFlight or RefusalReason.KeyReused) } refuse
                && arrivedInCalm.Contains(refuse.Id))
            {
                Fail($"{refuse.Id} was refused without a cause: {refuse.Refusal.Detail}");
            }
        }
    }
}

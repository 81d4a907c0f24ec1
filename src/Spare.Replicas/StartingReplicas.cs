using Spare.Protocol;

namespace Spare.Replicas;

/// <summary>Replicas that are being started and may be given up before they run.</summary>
internal sealed class StartingReplicas
{
    private readonly Lock gate = new();
    private readonly HashSet<ReplicaId> starting = [];

    public void Begin(ReplicaId replica)
    {
        lock (gate)
        {
            starting.Add(replica);
        }
    }

    public void Cancel(ReplicaId replica)
    {
        lock (gate)
        {
            starting.Remove(replica);
        }
    }

    /// <summary>It runs. False: it was given up meanwhile.</summary>
    public bool End(ReplicaId replica)
    {
        lock (gate)
        {
            return starting.Remove(replica);
        }
    }
}

namespace Spare.Simulation.Hosts;

/// <summary>Writes at a replica: each begins when the one before it has left.</summary>
public sealed class SimulatedLane
{
    private readonly Queue<Action> waiting = new();
    private bool busy;

    public void Enter(Action begin)
    {
        if (busy)
        {
            waiting.Enqueue(begin);
            return;
        }

        busy = true;
        begin();
    }

    public void Leave()
    {
        busy = waiting.TryDequeue(out var next);
        next?.Invoke();
    }
}

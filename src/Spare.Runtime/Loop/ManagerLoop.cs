using Spare.Protocol;
using Spare.Replication;

namespace Spare.Runtime.Loop;

/// <summary>
/// Drives a <see cref="ReplicaManager"/>: reads an event, asks the clock, steps, has the effects carried out in order.
/// One thread at a time; nothing in here waits for anything but the next event.
/// </summary>
public sealed class ManagerLoop(
    ReplicaManager manager, EventQueue queue, EffectExecutor executor, StageClock stages, TimeProvider clock)
{
    /// <summary>Whoever runs the loop has work of his own, which waits for as many steps at most.</summary>
    private const int StepsAtATime = 64;

    /// <summary>Runs until the queue is closed. An exception is a defect of Spare and takes the daemon down.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var deadlines = new DeadlineTimers(queue, clock, cancellation);
        executor.Deadlines = deadlines;
        Step(new ManagerEvent.Started());
        while (await queue.Reader.WaitToReadAsync(cancellation))
        {
            var steps = 0;
            while (steps < StepsAtATime && queue.Reader.TryRead(out var input))
            {
                Step(input);
                steps++;
            }

            executor.Flush();
            if (steps == StepsAtATime)
            {
                await Task.Yield();
            }
        }
    }

    private void Step(ManagerEvent input)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        stages.Take(input, now);
        foreach (var effect in manager.Step(input, now))
        {
            stages.Take(effect, now);
            executor.Execute(effect);
        }
    }
}

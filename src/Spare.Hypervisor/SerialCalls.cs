using Spare.Runtime.Ports;

namespace Spare.Hypervisor;

/// <summary>Runs the calls for one machine one at a time, in the order they were made; refuses when too many wait.</summary>
internal sealed class SerialCalls(VirtualMachineName name)
{
    internal const int WaitingMaximum = 32;

    private readonly Lock gate = new();
    private Task last = Task.CompletedTask;
    private int waiting;

    internal Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        lock (gate)
        {
            if (waiting >= WaitingMaximum)
            {
                throw new HypervisorException($"{WaitingMaximum} calls are waiting for machine '{name}' already");
            }

            waiting++;
            var mine = AfterAsync(last, call);
            last = mine;
            return mine;
        }
    }

    private async Task<T> AfterAsync<T>(Task previous, Func<Task<T>> call)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            return await call().ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                waiting--;
            }
        }
    }
}

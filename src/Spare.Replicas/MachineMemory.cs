using System.Collections.Concurrent;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// What the machines of this host hold of its memory. To tell, the kernel walks through all their pages, so each is asked at
/// most once in <see cref="Age"/>, however often operators ask. Anybody may call.
/// </summary>
public sealed class MachineMemory(IHypervisor hypervisor, TimeProvider time)
{
    /// <summary>An answer is not older.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<VirtualMachineName, Answer> answers = new();

    /// <summary>Bytes; null when the machine was destroyed just now.</summary>
    public Task<long?> OfAsync(VirtualMachineName machine, CancellationToken cancellation)
    {
        foreach (var (name, old) in answers)
        {
            if (time.GetElapsedTime(old.Asked) > Age)
            {
                answers.TryRemove(KeyValuePair.Create(name, old));
            }
        }

        return answers.GetOrAdd(machine, name => new Answer(time.GetTimestamp(), AskAsync(name))).Memory.WaitAsync(cancellation);
    }

    private async Task<long?> AskAsync(VirtualMachineName machine)
    {
        try
        {
            return (await hypervisor.UsageAsync(machine, CancellationToken.None)).Memory;
        }
        catch (HypervisorException)
        {
            return null;
        }
    }

    private sealed record Answer(long Asked, Task<long?> Memory);
}

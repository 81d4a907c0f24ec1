using System.Collections.Concurrent;
using System.Diagnostics;

namespace Spare.Agent.Processes;

/// <summary>
/// Starts processes on one thread that lasts as long as the agent. The kernel's "die with your parent" means the
/// thread that forked: a child of a pool thread would die when the pool shrinks.
/// </summary>
internal static class StartingThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static StartingThread() => new Thread(Run) { IsBackground = true, Name = "process starter" }.Start();

    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var completion = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                completion.SetResult(Process.Start(start)!); // Never null without UseShellExecute.
            }
            catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
            {
                completion.SetException(exception);
            }
        });
        return completion.Task;
    }

    private static void Run()
    {
        GuestKernel.KeepCapabilitiesFromChildren();
        foreach (var work in Work.GetConsumingEnumerable())
        {
            work();
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace Spare.Agent.Processes;

/// <summary>One process that the agent started, and everything in its group.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ChildCommand command;

    private ChildProcess(Process process, ChildCommand command)
    {
        this.process = process;
        this.command = command;
        Exited = WaitAsync();
    }

    /// <summary>Completes with the exit code; 128 and more is a signal.</summary>
    public Task<int> Exited { get; }

    public int Id => process.Id;

    /// <exception cref="AgentFailure">The program cannot be started.</exception>
    public static async Task<ChildProcess> StartAsync(ChildCommand command)
    {
        try
        {
            var process = await StartingThread.StartAsync(command.ToStartInfo()).ConfigureAwait(false);
            return new ChildProcess(process, command);
        }
        catch (Win32Exception exception)
        {
            throw new AgentFailure($"cannot start {command.Arguments[0]}: {exception.Message}");
        }
    }

    /// <summary>Asks the group to end and, when it does not in time, kills it.</summary>
    public async Task StopAsync(int signal, TimeSpan patience)
    {
        NativeMethods.SignalGroup(Id, signal);
        try
        {
            await Exited.WaitAsync(patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It was asked; now it is made to.
        }

        // Others of the group may outlive their leader.
        NativeMethods.SignalGroup(Id, NativeMethods.SignalKill);
        await Exited.ConfigureAwait(false);
        if (!command.Preload.IsEmpty)
        {
            // A process that ends by a signal leaves libfaketime's shared memory behind.
            File.Delete($"/dev/shm/faketime_shm_{Id}");
            File.Delete($"/dev/shm/sem.faketime_sem_{Id}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(NativeMethods.SignalKill, TimeSpan.Zero).ConfigureAwait(false);
        process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode;
    }
}

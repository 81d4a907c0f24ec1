using System.Diagnostics;
using Spare.Hypervisor.Processes.Groups;

namespace Spare.Hypervisor.Processes;

/// <summary>
/// Beside a machine that runs or is paused: empties its console and notices its end. A machine of an earlier daemon
/// is not this process's child, so that its end shows in its group only, and its exit code nowhere.
/// </summary>
internal sealed class MachineWatch : IAsyncDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(250);

    private readonly Process? process;
    private readonly MachineGroup group;
    private readonly MachineConsole console;
    private readonly CancellationTokenSource end = new();
    private readonly Task loop;

    /// <param name="process">Null: the machine was started by an earlier daemon.</param>
    /// <param name="ended">
    /// Called once, with one sentence and with what was printed last, unless the watch is disposed of before.
    /// </param>
    internal MachineWatch(Process? process, MachineGroup group, MachineConsole console, Action<string, string> ended)
    {
        this.process = process;
        this.group = group;
        this.console = console;
        loop = RunAsync(ended);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        console.Drain();
        console.Dispose();
        process?.Dispose();
        end.Dispose();
    }

    private async Task RunAsync(Action<string, string> ended)
    {
        await Task.Yield();
        var exit = process?.WaitForExitAsync(end.Token);
        bool hasEnded;
        do
        {
            var turn = Task.Delay(Turn, end.Token);
            await Task.WhenAny(turn, exit ?? turn).ConfigureAwait(false);
            end.Token.ThrowIfCancellationRequested();
            hasEnded = exit?.IsCompleted ?? group.IsEmpty;
            console.Drain();
        }
        while (!hasEnded);

        ended(Detail(), console.Last());
    }

    private string Detail() => process switch
    {
        null => "its processes are gone",
        { ExitCode: > 128 } => $"its first process was ended by signal {process.ExitCode - 128}",
        _ => $"its first process ended with exit code {process.ExitCode}",
    };
}

using System.Diagnostics;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor;

/// <summary>
/// Moves a stream of any length into or out of one of the host's programs, a block at a time. It is given up after a
/// time of silence, however long it takes in all.
/// </summary>
internal static class HostPipe
{
    /// <summary>A program that refused its input ends at once.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    /// <summary>What the program writes goes to the stream.</summary>
    internal static Task ReadAsync(string[] command, Stream target, TimeSpan silence, CancellationToken cancellation) =>
        RunAsync(
            command, isRead: true, silence,
            async (process, alive) =>
            {
                process.StandardInput.Close();
                await StreamCopy.RunAsync(process.StandardOutput.BaseStream, target, alive).ConfigureAwait(false);
            },
            cancellation);

    /// <summary>The program reads the stream to its end.</summary>
    internal static Task WriteAsync(string[] command, Stream source, TimeSpan silence, CancellationToken cancellation) =>
        RunAsync(
            command, isRead: false, silence,
            async (process, alive) =>
            {
                await StreamCopy.RunAsync(source, process.StandardInput.BaseStream, alive).ConfigureAwait(false);
                process.StandardInput.Close();
            },
            cancellation);

    private static async Task RunAsync(
        string[] command, bool isRead, TimeSpan silence, Func<Process, Liveness, Task> copy, CancellationToken cancellation)
    {
        using var process = HostCommand.Start(command, isRead);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var alive = new Liveness(limit, silence);
        try
        {
            var complaint = HostCommand.ReadBoundedAsync(process.StandardError, limit.Token);
            var broken = await TryAsync(() => copy(process, alive), process).ConfigureAwait(false);
            alive.Tell();
            var said = await complaint.ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            if (process.ExitCode != 0 || broken is not null)
            {
                throw new HypervisorException(
                    $"'{command[0]}' ended with {process.ExitCode}: {(said.Length > 0 ? said : broken?.Message)}", broken);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HypervisorException(
                $"'{string.Join(' ', command)}' moved nothing for {silence.TotalSeconds:0.#} s and was ended");
        }
        finally
        {
            HostCommand.End(process);
        }
    }

    /// <summary>One side is gone: the program is ended, and what it says of it is the better explanation.</summary>
    private static async Task<IOException?> TryAsync(Func<Task> copy, Process process)
    {
        try
        {
            await copy().ConfigureAwait(false);
            return null;
        }
        catch (IOException broken)
        {
            // It may wait for more; if it ended by itself, what it said of it is still there.
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(LastWords)).ConfigureAwait(false);
            HostCommand.End(process);
            return broken;
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor;

/// <summary>Runs one of the host's programs with a deadline; what it complains about becomes the exception's message.</summary>
internal static class HostCommand
{
    private const int ComplaintMaximum = 500;

    /// <summary>Throws <see cref="HypervisorException"/> unless the program ends with 0.</summary>
    internal static async Task RunAsync(
        string[] command, string input, TimeSpan deadline, CancellationToken cancellation)
    {
        var (exitCode, complaint) = await TryAsync(command, input, deadline, cancellation).ConfigureAwait(false);
        if (exitCode != 0)
        {
            throw new HypervisorException($"'{string.Join(' ', command)}' ended with {exitCode}: {complaint}");
        }
    }

    /// <summary>The same with what the others leave of the processors: for copies, which nobody waits for.</summary>
    internal static Task RunAsideAsync(string[] command, TimeSpan deadline, CancellationToken cancellation) =>
        RunAsync(["nice", "-n", "19", .. command], "", deadline, cancellation);

    internal static async Task<(int ExitCode, string Complaint)> TryAsync(
        string[] command, string input, TimeSpan deadline, CancellationToken cancellation)
    {
        using var process = Start(command);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(deadline);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token).ConfigureAwait(false);
            process.StandardInput.Close();
            var complaint = await ReadBoundedAsync(process.StandardError, limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return (process.ExitCode, complaint);
        }
        catch (IOException broken)
        {
            return (-1, $"it did not read its input ({broken.Message})");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HypervisorException(
                $"'{string.Join(' ', command)}' took longer than {deadline.TotalSeconds:0.#} s and was ended");
        }
        finally
        {
            End(process);
        }
    }

    internal static Process Start(string[] command, bool isRead = false)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = isRead,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)
                ?? throw new HypervisorException($"'{command[0]}' could not be started");
        }
        catch (Win32Exception missing)
        {
            throw new HypervisorException($"'{command[0]}' could not be started: {missing.Message}", missing);
        }
    }

    internal static async Task<string> ReadBoundedAsync(StreamReader reader, CancellationToken cancellation)
    {
        var kept = new char[ComplaintMaximum];
        var length = await reader.ReadBlockAsync(kept, cancellation).ConfigureAwait(false);
        var surplus = new char[1024];
        while (await reader.ReadAsync(surplus, cancellation).ConfigureAwait(false) > 0)
        {
        }

        return new string(kept, 0, length).Trim().ReplaceLineEndings("; ");
    }

    internal static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}

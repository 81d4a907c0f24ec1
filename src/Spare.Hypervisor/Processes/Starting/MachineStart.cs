using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Spare.Hypervisor.Processes.Network;
using Spare.Hypervisor.Processes.Storage;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes.Starting;

/// <summary>Brings a machine's first process up: the shell of <see cref="StartScripts"/> and the manager take turns.</summary>
internal sealed class MachineStart(ProcessDriverOptions options, VirtualMachineName name, uint user)
{
    /// <summary>
    /// The process that ends when the machine does, with its exit code. Throws with nothing of the machine's running
    /// that is not in its groups.
    /// </summary>
    /// <param name="groups">The directories of the control groups that it enters; empty where there are none.</param>
    internal async Task<Process> RunAsync(
        MachineDirectory directory, IEnumerable<string> groups, MachineLink link, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.ActionDeadline);
        var process = StartShell(directory, groups, link);
        try
        {
            await ExpectAsync(process, StartScripts.Ready, limit.Token).ConfigureAwait(false);
            await link.MakeAsync(process.Id, limit.Token).ConfigureAwait(false);
            await process.StandardInput.WriteLineAsync(StartScripts.Go.AsMemory(), limit.Token).ConfigureAwait(false);
            await process.StandardInput.FlushAsync(limit.Token).ConfigureAwait(false);
            await ExpectAsync(process, StartScripts.Started, limit.Token).ConfigureAwait(false);
            Release(process);
            return process;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Abandon(process);
            throw new HypervisorException(
                $"machine '{name}' did not start within {options.ActionDeadline.TotalSeconds:0.#} s");
        }
        catch
        {
            Abandon(process);
            throw;
        }
    }

    private Process StartShell(MachineDirectory directory, IEnumerable<string> groups, MachineLink link)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", StartScripts.Outside, "spare-machine", .. Command(link)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LC_ALL"] = "C";
        start.Environment["SPARE_INSIDE"] = StartScripts.Inside;
        start.Environment["SPARE_GROUPS"] = string.Join(' ', groups.Where(group => group.Length > 0).Distinct());
        start.Environment["SPARE_DISK"] = directory.Disk;
        start.Environment["SPARE_PLACE"] = ProcessDriverOptions.DiskInside;
        start.Environment["SPARE_CONSOLE"] = directory.Console;
        start.Environment["SPARE_VISIBLE"] = string.Join(':', VisibleDirectories());
        start.Environment["SPARE_USER"] = user.ToString(CultureInfo.InvariantCulture);
        start.Environment["SPARE_TASKS"] = options.TasksMaximum.ToString(CultureInfo.InvariantCulture);
        start.Environment["SPARE_ADDRESS"] = $"{link.Machine}/{MachineLink.PrefixLength}";
        try
        {
            return Process.Start(start) ?? throw new HypervisorException("/bin/bash could not be started");
        }
        catch (Win32Exception missing)
        {
            throw new HypervisorException($"/bin/bash could not be started: {missing.Message}", missing);
        }
    }

    /// <summary>What <c>env</c> gets: variables, then the command.</summary>
    private IEnumerable<string> Command(MachineLink link)
    {
        string Fill(string text) => text
            .Replace("{disk}", ProcessDriverOptions.DiskInside, StringComparison.Ordinal)
            .Replace("{name}", name.Value, StringComparison.Ordinal)
            .Replace("{address}", link.Machine.ToString(), StringComparison.Ordinal)
            .Replace("{manager}", link.Manager.ToString(), StringComparison.Ordinal);

        return
        [
            "PATH=/usr/local/bin:/usr/bin:/bin",
            $"HOME={ProcessDriverOptions.DiskInside}",
            "TMPDIR=/tmp",
            "LANG=C.UTF-8",
            .. options.Environment.Select(variable => $"{variable.Key}={Fill(variable.Value)}"),
            .. options.Command.Select(Fill),
        ];
    }

    /// <summary>Outermost first, so that one does not hide another; only what the private mounts would hide.</summary>
    private IEnumerable<string> VisibleDirectories() => options.Visible
        .Concat(options.Command.Where(File.Exists).Select(file => Path.GetDirectoryName(file) ?? ""))
        .Where(path => path.StartsWith("/tmp/", StringComparison.Ordinal)
            || path.StartsWith("/var/tmp/", StringComparison.Ordinal)
            || path.StartsWith("/run/", StringComparison.Ordinal))
        .Select(Path.TrimEndingDirectorySeparator)
        .Distinct()
        .Order(StringComparer.Ordinal);

    private async Task ExpectAsync(Process process, string word, CancellationToken cancellation)
    {
        var line = await process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false);
        if (line != word)
        {
            process.StandardInput.Close();
            var complaint = await process.StandardError.ReadToEndAsync(cancellation).ConfigureAwait(false);
            throw new HypervisorException(
                $"machine '{name}' did not start: {complaint.Trim().ReplaceLineEndings("; ")}");
        }
    }

    /// <summary>The pipes have done their work; the machine prints to its console.</summary>
    private static void Release(Process process)
    {
        process.StandardInput.Close();
        process.StandardOutput.Close();
        process.StandardError.Close();
    }

    private static void Abandon(Process process)
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}

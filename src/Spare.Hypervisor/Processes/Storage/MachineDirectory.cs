using System.Globalization;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes.Storage;

/// <summary>
/// A machine's directory on the host: its record and what it printed belong to the manager, its disk to the machine's
/// user. The disk of another machine may have been written by an intruder: nothing here follows its links.
/// </summary>
internal sealed class MachineDirectory(string path, ProcessDriverOptions options)
{
    private const UnixFileMode PassOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    internal string Disk => Path.Combine(path, "disk");

    /// <summary>A named pipe: whatever becomes of the manager, a machine that prints does not get SIGPIPE.</summary>
    internal string Console => Path.Combine(path, "console");

    internal string Log => Path.Combine(path, "log");

    private string RecordFile => Path.Combine(path, "record");

    internal static string Parent(ProcessDriverOptions options) => Path.Combine(options.StateDirectory, "machines");

    internal static MachineDirectory Of(ProcessDriverOptions options, VirtualMachineName name) =>
        new(Path.Combine(Parent(options), name.Value), options);

    internal static void MakeParent(ProcessDriverOptions options)
    {
        Directory.CreateDirectory(options.StateDirectory, PassOnly);
        Directory.CreateDirectory(Parent(options), PassOnly);
    }

    internal void Make() => Directory.CreateDirectory(path, PassOnly);

    /// <summary>Null when there is none that can be read, as after a crash while the machine was made or removed.</summary>
    internal MachineRecord? ReadRecord()
    {
        try
        {
            return MachineRecord.Parse(File.ReadAllText(RecordFile));
        }
        catch (IOException)
        {
            return null;
        }
    }

    internal void WriteRecord(MachineRecord record)
    {
        File.WriteAllText($"{RecordFile}.new", record.Format());
        File.Move($"{RecordFile}.new", RecordFile, overwrite: true);
    }

    internal void RemoveRecord() => File.Delete(RecordFile);

    /// <summary>The disk becomes a copy of a directory, owned by the machine's user alone.</summary>
    internal async Task CopyDiskAsync(string source, uint user, CancellationToken cancellation)
    {
        await HostCommand.RunAsideAsync(
            ["cp", "-a", "--reflink=auto", "--no-target-directory", source, Disk],
            options.CopyDeadline, cancellation).ConfigureAwait(false);
        await TakeOverAsync(user, cancellation).ConfigureAwait(false);
    }

    /// <summary>As a tar stream.</summary>
    internal Task ExportDiskAsync(Stream content, CancellationToken cancellation) =>
        HostPipe.ReadAsync(
            ["tar", "--create", "--one-file-system", "--numeric-owner", "--sparse", "--directory", Disk, "."],
            content, options.CopyDeadline, cancellation);

    /// <summary>The disk becomes what was exported, owned by the machine's user alone.</summary>
    internal async Task ImportDiskAsync(Stream content, uint user, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Disk, PassOnly);
        await HostPipe.WriteAsync(
            ["tar", "--extract", "--preserve-permissions", "--no-same-owner", "--directory", Disk],
            content, options.CopyDeadline, cancellation).ConfigureAwait(false);
        await TakeOverAsync(user, cancellation).ConfigureAwait(false);
    }

    private async Task TakeOverAsync(uint user, CancellationToken cancellation)
    {
        RemoveRuntimeFiles();
        var owner = string.Create(CultureInfo.InvariantCulture, $"{user}:{user}");
        await HostCommand.RunAsideAsync(
            ["chown", "-R", "-h", "-P", owner, Disk], options.CopyDeadline, cancellation).ConfigureAwait(false);
        await HostCommand.RunAsync(["chmod", "0700", Disk], "", options.ActionDeadline, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Everything on the same file system is made durable with it.</summary>
    internal Task PersistAsync(CancellationToken cancellation) =>
        HostCommand.RunAsync(["sync", "-f", path], "", options.CopyDeadline, cancellation);

    internal Task RemoveAsync(CancellationToken cancellation) =>
        HostCommand.RunAsideAsync(["rm", "-rf", "--one-file-system", path], options.CopyDeadline, cancellation);

    /// <summary>What a running machine keeps in <c>run</c> (sockets, process ids) means nothing in a copy.</summary>
    private void RemoveRuntimeFiles()
    {
        var run = new DirectoryInfo(Path.Combine(Disk, "run"));
        if (!run.Exists || run.LinkTarget is not null)
        {
            return;
        }

        foreach (var file in run.EnumerateFiles())
        {
            file.Delete();
        }
    }
}

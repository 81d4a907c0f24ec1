using Spare.Commands;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary>The daemons that a command asks when none was named.</summary>
/// <param name="directoryOf">Where the lab of a name keeps its files.</param>
/// <param name="socket">Of the daemon that is no lab's.</param>
internal sealed class KnownSockets(Func<string, string> directoryOf, string socket)
{
    public static KnownSockets OfThisMachine { get; } = new(LabRecord.DirectoryOf, AdminRoutes.DefaultSocket);

    public IReadOnlyList<KnownDaemon> Find(string labName)
    {
        var lab = LabRecord.Read(directoryOf(labName));
        if (lab is null && labName != LabRecord.DefaultName)
        {
            throw LabRecord.NotFound(labName);
        }

        KnownDaemon[] found =
        [
            .. lab is null ? [] : InLab(lab),
            .. File.Exists(socket) ? [new KnownDaemon(socket)] : Array.Empty<KnownDaemon>(),
        ];
        return found.Length > 0 ? found : throw new CommandException(
            "No daemon was found on this machine: start a lab with 'make run', or name a daemon's socket with --socket.");
    }

    private static IEnumerable<KnownDaemon> InLab(LabRecord lab)
    {
        var option = lab.Name == LabRecord.DefaultName ? "" : $" --lab {lab.Name}";
        var runs = lab.IsRunning();
        return lab.Hosts.Select(host => new KnownDaemon(host.Socket)
        {
            Host = new HostId(host.Number),
            HowToStart = runs
                ? $"If the host was taken down, 'spare-lab fault start-host {host.Number}{option}' starts it; otherwise the lab does."
                : "The lab does not run any more: 'make run' starts one.",
        });
    }
}

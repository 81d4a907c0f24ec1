using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary>The admin sockets that a command uses when none was named.</summary>
internal static class KnownSockets
{
    public static IReadOnlyList<string> Find(string labName)
    {
        var lab = LabRecord.Read(LabRecord.DirectoryOf(labName))?.Hosts.Select(host => host.Socket) ?? [];
        string[] found = [.. lab, .. File.Exists(AdminRoutes.DefaultSocket) ? [AdminRoutes.DefaultSocket] : Array.Empty<string>()];
        return found.Length > 0 ? found : throw new CommandException(
            "No daemon was found on this machine: start a lab with 'make run', or name a daemon's socket with --socket.");
    }
}

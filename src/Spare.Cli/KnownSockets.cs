using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary>The admin sockets that a command uses when none was named.</summary>
internal static class KnownSockets
{
    private const string LabDirectory = "/var/lib/" + LabRecord.DefaultName;

    public static IReadOnlyList<string> Find()
    {
        var lab = LabRecord.Read(LabDirectory)?.Hosts.Select(host => host.Socket) ?? [];
        string[] found = [.. lab, .. File.Exists(AdminRoutes.DefaultSocket) ? [AdminRoutes.DefaultSocket] : Array.Empty<string>()];
        return found.Length > 0 ? found : throw new CommandException(
            "No daemon was found on this machine: start a lab with 'make run', or name a daemon's socket with --socket.");
    }
}

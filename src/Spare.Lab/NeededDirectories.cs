using Spare.Commands;
using Spare.Configuration.Service;

namespace Spare.Lab;

/// <summary>The directories that a service, its setup, and Spare's own programs are in.</summary>
internal static class NeededDirectories
{
    public static IEnumerable<string> Of(ServiceFile service) =>
    [
        .. NamedFiles.DirectoriesOf(service),
        Path.GetDirectoryName(Programs.Find("spare-agent", "Spare.Agent")) ?? "/",
        Path.GetDirectoryName(Programs.Find("spared", "Spare.Daemon")) ?? "/",
    ];
}

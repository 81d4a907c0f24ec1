using Spare.Commands;
using Spare.Configuration.Service;
using Spare.Lab.Images;

namespace Spare.Lab;

/// <summary>The directories that a service, its setup, and Spare's own programs are in.</summary>
internal static class NeededDirectories
{
    public static IEnumerable<string> Of(ServiceFile service) => service.Database.Setup
        .Append(service.Start.Arguments)
        .SelectMany(command => NamedFiles.In(command, service.Directory))
        .Append(Programs.Find("spare-agent", "Spare.Agent"))
        .Append(Programs.Find("spared", "Spare.Daemon"))
        .Select(path => Path.GetDirectoryName(path) ?? "/")
        .Append(service.Directory)
        .Distinct();
}

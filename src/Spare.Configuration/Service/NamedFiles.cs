namespace Spare.Configuration.Service;

/// <summary>The files on this machine that the commands of a service file name, as arguments or behind <c>--option=</c>.</summary>
public static class NamedFiles
{
    public static IEnumerable<string> In(IEnumerable<string> command, string serviceDirectory) => command
        .Select(argument => argument.Replace("${service.directory}", serviceDirectory, StringComparison.Ordinal))
        .SelectMany(argument => new[] { argument, argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..] })
        .Where(argument => argument.Contains('/', StringComparison.Ordinal))
        .Select(argument => Path.GetFullPath(Path.Combine(serviceDirectory, argument)))
        .Where(File.Exists);

    /// <summary>Where the service, its setup and the files that both name are: what a replica must be able to read.</summary>
    public static IEnumerable<string> DirectoriesOf(ServiceFile service) => service.Database.Setup
        .Append(service.Start.Arguments)
        .SelectMany(command => In(command, service.Directory))
        .Select(path => Path.GetDirectoryName(path) ?? "/")
        .Append(service.Directory)
        .Distinct();
}

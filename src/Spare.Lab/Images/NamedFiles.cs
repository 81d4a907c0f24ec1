namespace Spare.Lab.Images;

/// <summary>The files that a command of a service file names: as an argument, or behind <c>--option=</c>.</summary>
internal static class NamedFiles
{
    public static IEnumerable<string> In(IEnumerable<string> command, string serviceDirectory) => command
        .Select(argument => argument.Replace("${service.directory}", serviceDirectory, StringComparison.Ordinal))
        .SelectMany(argument => new[] { argument, argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..] })
        .Where(argument => argument.Contains('/', StringComparison.Ordinal))
        .Select(argument => Path.GetFullPath(Path.Combine(serviceDirectory, argument)))
        .Where(File.Exists);
}

using System.Collections.Immutable;

namespace Spare.Configuration.Service;

/// <summary>
/// How an instance of the service is started. Arguments, environment values and directory may hold placeholders,
/// which <see cref="PlaceholderValues.Expand"/> replaces.
/// </summary>
/// <param name="arguments">The program first; at least one.</param>
/// <param name="environment">Sorted by name.</param>
/// <param name="directory">Where it starts; <c>${service.directory}</c> unless the file says otherwise.</param>
public sealed class StartCommand(
    ImmutableArray<string> arguments, ImmutableSortedDictionary<string, string> environment, string directory)
{
    public ImmutableArray<string> Arguments { get; } = arguments;

    public ImmutableSortedDictionary<string, string> Environment { get; } = environment;

    public string Directory { get; } = directory;
}

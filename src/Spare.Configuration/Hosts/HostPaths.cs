using System.Collections.Immutable;
using Spare.Configuration.Reading;

namespace Spare.Configuration.Hosts;

/// <summary>Reads paths, which are taken from the directory of the host file.</summary>
internal sealed class HostPaths(string directory)
{
    private const int ListMaximum = 16;

    public string Required(Section section, string key) =>
        Path.GetFullPath(Path.Combine(directory, section.Required(key, Scalars.Text(1024))));

    public ImmutableArray<string> RequiredList(Section section, string key) =>
    [
        .. section.RequiredScalars(key, ListMaximum, Scalars.Text(1024))
            .Select(path => Path.GetFullPath(Path.Combine(directory, path))),
    ];

    public CertificateFiles Certificate(Section section) =>
        new(Required(section, "certificate"), Required(section, "key"));
}

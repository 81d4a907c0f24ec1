using Spare.Configuration.Reading;

namespace Spare.Configuration.Hosts;

/// <summary>Reads paths, which are taken from the directory of the host file.</summary>
internal sealed class HostPaths(string directory)
{
    public string Required(Section section, string key) =>
        Path.GetFullPath(Path.Combine(directory, section.Required(key, Scalars.Text(1024))));

    public CertificateFiles Certificate(Section section) =>
        new(Required(section, "certificate"), Required(section, "key"));
}

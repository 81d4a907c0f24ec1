using Spare.Commands;
using Spare.Lab.Networks;

namespace Spare.Lab.Daemons;

/// <summary>Where one host of a lab has its files.</summary>
internal sealed record LabHostFiles(HostNamespace Host, string Image, FrontEndSocket FrontEnd)
{
    public int Number => Host.Number;

    public string Configuration => Path.Combine(Host.Directory, "host.yaml");

    public string Log => Path.Combine(Host.Directory, "spared.log");

    public string ReplicaDirectory => Path.Combine(Host.Directory, "replicas");

    public string JournalDirectory => Path.Combine(Host.Directory, "journal");

    /// <summary>Replicas may pass through the host's directory, but not into this one.</summary>
    public string PrivateDirectory => Path.Combine(Host.Directory, "private");

    public string Socket => Path.Combine(PrivateDirectory, "admin.sock");

    public PeerCertificatePaths Certificates => new(
        Path.Combine(PrivateDirectory, "authority.pem"),
        Path.Combine(PrivateDirectory, "peer.pem"),
        Path.Combine(PrivateDirectory, "peer.key"));

    public string Agent { get; } = Programs.Find("spare-agent", "Spare.Agent");

    public void MakeDirectories()
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode Pass = Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(Host.Directory, Pass);
        Directory.CreateDirectory(ReplicaDirectory, Pass);
        Directory.CreateDirectory(JournalDirectory, Owner);
        Directory.CreateDirectory(PrivateDirectory, Owner);
    }
}

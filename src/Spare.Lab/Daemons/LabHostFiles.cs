using Spare.Commands;
using Spare.Lab.Machines;
using Spare.Lab.Networks;

namespace Spare.Lab.Daemons;

/// <summary>Where one host of a lab has its files.</summary>
internal sealed record LabHostFiles(HostNamespace Host, ReplicaImage Image, FrontEndSocket FrontEnd)
{
    public int Number => Host.Number;

    public string Configuration => Path.Combine(Host.Directory, "host.yaml");

    public string Log => Path.Combine(Host.Directory, "spared.log");

    public string ReplicaDirectory => Path.Combine(Host.Directory, "replicas");

    /// <summary>What the replicas' first processes printed; the driver keeps it beside their disks.</summary>
    public IEnumerable<string> ReplicaLogs => Directory.Exists(ReplicaDirectory)
        ? Directory.EnumerateFiles(ReplicaDirectory, "log", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })
        : [];

    public string JournalDirectory => Path.Combine(Host.Directory, "journal");

    /// <summary>Replicas may pass through the host's directory, but not into this one.</summary>
    public string PrivateDirectory => Path.Combine(Host.Directory, "private");

    public string Socket => Path.Combine(PrivateDirectory, "admin.sock");

    /// <summary>Those of all hosts are made at once and lie side by side.</summary>
    public PeerCertificatePaths Certificates => PeerCertificatePaths.Of(Number, CertificateDirectory);

    private string CertificateDirectory => PeerCertificatePaths.DirectoryIn(Path.GetDirectoryName(Host.Directory) ?? "/");

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

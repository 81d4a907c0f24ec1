using Spare.Peers;
using Spare.Protocol;

namespace Spare.Lab.Daemons;

/// <summary>The files by which the manager of one host proves who it is.</summary>
internal sealed record PeerCertificatePaths(string Authority, string Certificate, string Key)
{
    public static string DirectoryIn(string lab) => Path.Combine(lab, "certificates");

    public static PeerCertificatePaths Of(int host, string directory) => new(
        Path.Combine(directory, "authority.pem"),
        Path.Combine(directory, $"host-{host}.pem"),
        Path.Combine(directory, $"host-{host}.key"));

    /// <summary>A new authority for every lab; its key is gone when all hosts have their certificates.</summary>
    public static void Write(string lab, int hosts)
    {
        var directory = DirectoryIn(lab);
        Directory.CreateDirectory(
            directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        PeerAuthority.WriteCluster(directory, Enumerable.Range(1, hosts).Select(host => new HostId((uint)host)));
        File.Delete(Path.Combine(directory, "authority.key"));
    }
}

using Spare.Protocol;

namespace Spare.Peers.Tests;

public sealed class PeerAuthorityTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-peers-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void Writes_files_that_make_identities_which_accept_each_other()
    {
        PeerAuthority.WriteCluster(directory.FullName, [new HostId(1), new HostId(2)]);

        using var first = Load("host-1", "host-1");
        using var second = Load("host-2", "host-2");

        Assert.Equal(new HostId(1), first.Host);
        Assert.Equal(new HostId(2), first.Check(second.Certificate).Host);
        Assert.All(
            directory.GetFiles("*.key"),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
    }

    [Fact]
    public void Names_the_files_that_do_not_fit_together()
    {
        PeerAuthority.WriteCluster(directory.FullName, [new HostId(1), new HostId(2)]);

        var wrong = Assert.Throws<PeerException>(() => Load("host-1", "host-2"));
        var missing = Assert.Throws<PeerException>(() => Load("host-3", "host-3"));

        Assert.Contains("host-2.key", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("host-3.pem", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_take_the_authority_for_a_host()
    {
        PeerAuthority.WriteCluster(directory.FullName, [new HostId(1)]);

        Assert.Throws<PeerException>(() => Load("authority", "authority"));
    }

    private PeerIdentity Load(string certificate, string key) => PeerIdentity.Load(
        FileOf($"{certificate}.pem"), FileOf($"{key}.key"), FileOf("authority.pem"));

    private string FileOf(string name) => Path.Combine(directory.FullName, name);
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Spare.Protocol;

namespace Spare.Peers;

/// <summary>
/// The authority of one cluster: signs the certificates by which its managers know each other, and nothing else.
/// Whoever has its key can pose as any manager; a manager needs only its certificate.
/// </summary>
public sealed class PeerAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    // A host whose clock is behind by less must accept it too.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromDays(1);

    private readonly X509Certificate2 certificate;

    private PeerAuthority(X509Certificate2 certificate) => this.certificate = certificate;

    public static PeerAuthority Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Spare cluster authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = DateTimeOffset.UtcNow;
        return new PeerAuthority(request.CreateSelfSigned(now - ClockDifference, now + Lifetime));
    }

    /// <summary>
    /// Writes <c>authority.pem</c>, <c>authority.key</c>, and for each host <c>host-N.pem</c> and <c>host-N.key</c>
    /// into a directory that exists. Only the owner can read the keys.
    /// </summary>
    public static void WriteCluster(string directory, IEnumerable<HostId> hosts)
    {
        using var authority = Create();
        authority.WriteFiles(Path.Combine(directory, "authority"));
        foreach (var host in hosts)
        {
            using var issued = authority.Issue(host);
            Write(issued, Path.Combine(directory, $"host-{host.Value}"));
        }
    }

    /// <summary>The certificate of one host, with its key.</summary>
    public X509Certificate2 Issue(HostId host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={PeerName.Of(host)}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(PeerName.Of(host));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1", "Server Authentication"), new Oid("1.3.6.1.5.5.7.3.2", "Client Authentication")],
            critical: false));
        using var issued = request.Create(
            certificate, certificate.NotBefore, certificate.NotAfter, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>What a manager needs in memory; for files there is <see cref="PeerIdentity.Load"/>.</summary>
    public PeerIdentity IssueIdentity(HostId host) =>
        new(Issue(host), X509CertificateLoader.LoadCertificate(certificate.RawData));

    public void Dispose() => certificate.Dispose();

    private void WriteFiles(string path) => Write(certificate, path);

    private static void Write(X509Certificate2 certificate, string path)
    {
        File.WriteAllText($"{path}.pem", certificate.ExportCertificatePem() + "\n");
        using var key = certificate.GetECDsaPrivateKey()!; // Made by this class, with such a key.
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var writer = new StreamWriter($"{path}.key", options);
        writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
    }
}

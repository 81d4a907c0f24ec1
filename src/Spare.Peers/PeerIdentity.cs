using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Spare.Protocol;

namespace Spare.Peers;

/// <summary>Who this manager is for the others, and whose signature makes another one a manager.</summary>
public sealed class PeerIdentity : IDisposable
{
    internal PeerIdentity(X509Certificate2 certificate, X509Certificate2 authority)
    {
        Certificate = certificate;
        Authority = authority;
        Host = PeerName.In(certificate) ?? throw new PeerException(
            $"The certificate '{certificate.Subject}' does not name a host: it needs exactly one DNS name such as spare-host-1.");
    }

    public HostId Host { get; }

    internal X509Certificate2 Certificate { get; }

    internal X509Certificate2 Authority { get; }

    /// <summary>From PEM files; <see cref="PeerException"/> names the file that is wrong.</summary>
    public static PeerIdentity Load(string certificateFile, string keyFile, string authorityFile)
    {
        var authority = Read(authorityFile, () => X509CertificateLoader.LoadCertificateFromFile(authorityFile));
        var certificate = Read(
            $"{certificateFile} with {keyFile}", () => X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
        return new PeerIdentity(certificate, authority);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        Authority.Dispose();
    }

    /// <summary>The host that a certificate names, if the authority signed it; otherwise the reason.</summary>
    internal (HostId? Host, string Reason) Check(X509Certificate? presented)
    {
        if (presented is null)
        {
            return (null, "no certificate");
        }

        using var certificate = X509CertificateLoader.LoadCertificate(presented.GetRawCertData());
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { Authority },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        if (!chain.Build(certificate))
        {
            return (null, $"certificate '{certificate.Subject}' is not signed by the cluster's authority, or expired");
        }

        return PeerName.In(certificate) is { } host
            ? (host, "")
            : (null, $"certificate '{certificate.Subject}' does not name a host");
    }

    private static X509Certificate2 Read(string what, Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (
            e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new PeerException($"{what} cannot be used as a certificate: {e.Message}", e);
        }
    }
}

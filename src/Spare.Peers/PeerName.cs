using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Spare.Protocol;

namespace Spare.Peers;

/// <summary>How a certificate names a host: one DNS name, <c>spare-host-1</c>.</summary>
internal static class PeerName
{
    private const string Prefix = "spare-host-";

    public static string Of(HostId host) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{host.Value}");

    /// <summary>Null unless the certificate names exactly one thing, a host.</summary>
    public static HostId? In(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames()).Take(2).ToArray();
        return names is [var name]
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && uint.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value != 0
            && name == Of(new HostId(value)) ? new HostId(value) : null;
    }
}

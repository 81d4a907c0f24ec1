namespace Spare.Configuration.Hosts;

/// <summary>A certificate with its key, both PEM.</summary>
public sealed record CertificateFiles(string Certificate, string Key);

/// <summary>How managers know each other: a certificate of this host and the authority that signed all of them.</summary>
public sealed record PeerCertificates(string Authority, CertificateFiles Own);

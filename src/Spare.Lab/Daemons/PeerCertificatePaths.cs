namespace Spare.Lab.Daemons;

/// <summary>The files by which the manager of one host proves who it is.</summary>
internal sealed record PeerCertificatePaths(string Authority, string Certificate, string Key);

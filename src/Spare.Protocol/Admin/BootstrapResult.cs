namespace Spare.Protocol.Admin;

/// <summary>The host goes on without those that are missing, as soon as those that are there have said where they stand.</summary>
/// <param name="Serving">It serves already.</param>
public sealed record BootstrapResult(bool Serving);

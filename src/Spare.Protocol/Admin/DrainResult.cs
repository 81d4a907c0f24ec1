namespace Spare.Protocol.Admin;

/// <summary>Whether the host takes no requests of clients.</summary>
/// <param name="InFlight">Requests of its clients that are still being served.</param>
public sealed record DrainResult(bool Draining, int InFlight);

namespace Spare.Protocol.Admin;

/// <summary>Whether replicas that do their work are left alone now.</summary>
public sealed record AutomationResult(bool Paused);

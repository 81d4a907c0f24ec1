namespace Spare.Protocol.Admin;

/// <summary>A host of the configuration as this host sees it.</summary>
public sealed record MemberStatus(HostId Host, string Name, MemberState State);

namespace LibvirtSharp.Native;

/// <summary><c>virDomainInfo</c>.</summary>
internal struct NativeDomainUsage
{
    public byte State;
    public nuint MaximumKilobytes;
    public nuint Kilobytes;
    public ushort Processors;
    public ulong ProcessorNanoseconds;
}

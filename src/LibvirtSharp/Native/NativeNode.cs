namespace LibvirtSharp.Native;

/// <summary><c>virNodeInfo</c>.</summary>
internal unsafe struct NativeNode
{
    public fixed byte Model[32];
    public nuint MemoryKilobytes;
    public uint Processors;
    public uint Megahertz;
    public uint NumaNodes;
    public uint Sockets;
    public uint Cores;
    public uint Threads;
}

namespace LibvirtSharp.Native;

/// <summary><c>virStoragePoolInfo</c>.</summary>
internal struct NativePoolSpace
{
    public int State;
    public ulong Capacity;
    public ulong Allocation;
    public ulong Available;
}

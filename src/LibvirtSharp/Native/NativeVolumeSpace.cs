namespace LibvirtSharp.Native;

/// <summary><c>virStorageVolInfo</c>.</summary>
internal struct NativeVolumeSpace
{
    public int Kind;
    public ulong Capacity;
    public ulong Allocation;
}

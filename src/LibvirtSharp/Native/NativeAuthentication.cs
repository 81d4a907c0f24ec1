namespace LibvirtSharp.Native;

/// <summary><c>virConnectAuth</c>.</summary>
internal unsafe struct NativeAuthentication
{
    public int* Kinds;
    public uint KindCount;
    public delegate* unmanaged<NativeCredential*, uint, void*, int> Ask;
    public void* Context;
}

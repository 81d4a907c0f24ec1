using Microsoft.Win32.SafeHandles;

namespace LibvirtSharp.Native;

/// <summary>A reference to a <c>virStoragePool</c>.</summary>
internal sealed class StoragePoolHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => StoragePoolCalls.Free(handle) == 0;
}

using Microsoft.Win32.SafeHandles;

namespace LibvirtSharp.Native;

/// <summary>A reference to a <c>virStorageVol</c>.</summary>
internal sealed class StorageVolumeHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => StorageVolumeCalls.Free(handle) == 0;
}

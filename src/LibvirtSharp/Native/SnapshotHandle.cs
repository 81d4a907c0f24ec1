using Microsoft.Win32.SafeHandles;

namespace LibvirtSharp.Native;

/// <summary>A reference to a <c>virDomainSnapshot</c>.</summary>
internal sealed class SnapshotHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => SnapshotCalls.Free(handle) == 0;
}

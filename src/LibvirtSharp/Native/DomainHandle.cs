using Microsoft.Win32.SafeHandles;

namespace LibvirtSharp.Native;

/// <summary>A reference to a <c>virDomain</c>.</summary>
internal sealed class DomainHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => DomainCalls.Free(handle) == 0;
}

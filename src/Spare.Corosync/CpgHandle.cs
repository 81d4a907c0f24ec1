using Microsoft.Win32.SafeHandles;

namespace Spare.Corosync;

/// <summary>A connection to the process group service of the local Corosync.</summary>
internal sealed class CpgHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => NativeMethods.CpgFinalize(handle) == CorosyncStatus.Ok;
}

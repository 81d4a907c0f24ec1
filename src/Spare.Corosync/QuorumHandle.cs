using Microsoft.Win32.SafeHandles;

namespace Spare.Corosync;

/// <summary>A connection to the quorum service of the local Corosync.</summary>
internal sealed class QuorumHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => NativeMethods.QuorumFinalize(handle) == CorosyncStatus.Ok;
}

using LibvirtSharp.Events;
using Microsoft.Win32.SafeHandles;

namespace LibvirtSharp.Native;

/// <summary>A reference to a <c>virConnect</c>; every object of the connection holds another one.</summary>
internal sealed class ConnectionHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    public bool IsWatched { get; set; }

    protected override bool ReleaseHandle()
    {
        if (IsWatched)
        {
            CloseWatch.End(handle);
        }

        return ConnectionCalls.Close(handle) >= 0;
    }
}

using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Spare.Corosync;

/// <summary>Lets another thread end a wait in <c>poll</c>.</summary>
internal sealed class WakeDescriptor : IDisposable
{
    private const int CloseOnExec = 0x80000;

    private readonly SafeFileHandle handle;

    public WakeDescriptor()
    {
        var descriptor = NativeMethods.EventFd(0, CloseOnExec);
        if (descriptor < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        handle = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    public int Descriptor => (int)handle.DangerousGetHandle();

    /// <summary>Every wait from now on ends at once.</summary>
    public void Wake() => _ = NativeMethods.EventFdWrite(handle, 1);

    public void Dispose() => handle.Dispose();
}

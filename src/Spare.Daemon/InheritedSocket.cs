using System.ComponentModel;
using System.Runtime.InteropServices;
using Spare.Configuration.Hosts;

namespace Spare.Daemon;

/// <summary>
/// The listening socket that whoever started the daemon left open for it. What the daemon starts in its turn must not
/// inherit it: the port would stay taken, and clients would wait at it, for as long as a copy of a disk outlives the
/// daemon.
/// </summary>
internal static partial class InheritedSocket
{
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;

    /// <summary>To be called before anything is started. Throws <see cref="IOException"/> for a descriptor that is not open.</summary>
    public static void KeepFromChildren(IEnumerable<ListenAddress> addresses)
    {
        foreach (var address in addresses.OfType<ListenAddress.Inherited>())
        {
            if (Control(address.Descriptor, SetDescriptorFlags, CloseOnExec) != 0)
            {
                var reason = new Win32Exception(Marshal.GetLastPInvokeError()).Message;
                throw new IOException(
                    $"'listen: fd:{address.Descriptor}' names no open descriptor ({reason}): have spared started by what opens it, "
                    + "as systemd does for a socket unit, or name an address.");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);
}

using System.Runtime.InteropServices;

namespace Spare.Hypervisor.Processes;

/// <summary>The few calls of libc that .NET has no word for.</summary>
internal static partial class NativeMethods
{
    internal const int Kill = 9;
    internal const int Continue = 18;
    internal const int Stop = 19;
    internal const int ReadOnlyNonBlockingCloseOnExec = 0x800 | 0x80000;
    internal const int SetPipeSize = 1031;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeHandle descriptor, Span<byte> buffer, nint count);
}

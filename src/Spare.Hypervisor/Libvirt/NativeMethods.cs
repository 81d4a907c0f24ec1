using System.Runtime.InteropServices;

namespace Spare.Hypervisor.Libvirt;

/// <summary>What is used of libc.</summary>
internal static partial class NativeMethods
{
    /// <summary>Advice: move it out now.</summary>
    internal const int PageOut = 21;

    /// <summary>Advice: bring it in, it is needed soon.</summary>
    internal const int WillNeed = 3;

    /// <summary>A handle that stays with this very process, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "pidfd_open", SetLastError = true)]
    internal static partial int OpenProcess(int process, uint flags);

    /// <returns>Bytes advised, or -1.</returns>
    [LibraryImport("libc", EntryPoint = "process_madvise", SetLastError = true)]
    internal static partial nint Advise(SafeHandle process, ReadOnlySpan<MemoryRegion> regions, nuint count, int advice, uint flags);

    /// <summary>Zero if there is no device of that name in the namespace of the calling process.</summary>
    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint InterfaceIndex(string name);
}

using System.Runtime.InteropServices;

namespace Spare.Hypervisor.Libvirt;

/// <summary>What is used of libc.</summary>
internal static partial class NativeMethods
{
    /// <summary>Zero if there is no device of that name in the namespace of the calling process.</summary>
    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint InterfaceIndex(string name);
}

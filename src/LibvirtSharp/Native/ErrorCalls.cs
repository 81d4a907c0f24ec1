using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>The last error of the calling thread.</summary>
internal static unsafe partial class ErrorCalls
{
    [LibraryImport(Libvirt.Name, EntryPoint = "virGetLastErrorCode")]
    public static partial int Code();

    [LibraryImport(Libvirt.Name, EntryPoint = "virGetLastErrorDomain")]
    public static partial int Domain();

    [LibraryImport(Libvirt.Name, EntryPoint = "virGetLastErrorMessage")]
    public static partial byte* Message();

    [LibraryImport(Libvirt.Name, EntryPoint = "virSetErrorFunc")]
    public static partial void SetHandler(void* context, delegate* unmanaged<void*, void*, void> handler);
}

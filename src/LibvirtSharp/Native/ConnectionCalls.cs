using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>What is used of <c>virConnect</c> and <c>virNode</c>.</summary>
internal static unsafe partial class ConnectionCalls
{
    public const uint ReadOnly = 1;

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectOpenAuth", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ConnectionHandle Open(string? uri, NativeAuthentication* authentication, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectClose")]
    public static partial int Close(nint connection);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectIsAlive")]
    public static partial int IsAlive(ConnectionHandle connection);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectSetKeepAlive")]
    public static partial int SetKeepAlive(ConnectionHandle connection, int seconds, uint count);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectGetHostname")]
    public static partial byte* HostName(ConnectionHandle connection);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectGetURI")]
    public static partial byte* Uri(ConnectionHandle connection);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectGetType")]
    public static partial byte* Driver(ConnectionHandle connection);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectGetVersion")]
    public static partial int HypervisorVersion(ConnectionHandle connection, out nuint version);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectGetLibVersion")]
    public static partial int LibraryVersion(ConnectionHandle connection, out nuint version);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectGetCapabilities")]
    public static partial byte* Capabilities(ConnectionHandle connection);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNodeGetInfo")]
    public static partial int NodeInfo(ConnectionHandle connection, NativeNode* node);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNodeGetFreeMemory")]
    public static partial ulong FreeMemory(ConnectionHandle connection);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectRegisterCloseCallback")]
    public static partial int OnClose(
        ConnectionHandle connection, delegate* unmanaged<void*, int, void*, void> closed, nint context,
        delegate* unmanaged<void*, void> free);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectUnregisterCloseCallback")]
    public static partial int OffClose(nint connection, delegate* unmanaged<void*, int, void*, void> closed);
}

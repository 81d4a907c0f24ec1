using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>What is used of <c>virNetwork</c>.</summary>
internal static unsafe partial class NetworkCalls
{
    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkFree")]
    public static partial int Free(nint network);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectListAllNetworks")]
    public static partial int List(ConnectionHandle connection, void*** networks, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NetworkHandle Find(ConnectionHandle connection, string name);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkDefineXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NetworkHandle Define(ConnectionHandle connection, string xml);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkCreateXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NetworkHandle Create(ConnectionHandle connection, string xml);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkCreate")]
    public static partial int Start(NetworkHandle network);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkDestroy")]
    public static partial int Destroy(NetworkHandle network);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkUndefine")]
    public static partial int Undefine(NetworkHandle network);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkIsActive")]
    public static partial int IsActive(NetworkHandle network);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkGetName")]
    public static partial byte* Name(NetworkHandle network);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkGetUUIDString")]
    public static partial int Uuid(NetworkHandle network, byte* text);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkGetBridgeName")]
    public static partial byte* Bridge(NetworkHandle network);

    [LibraryImport(Libvirt.Name, EntryPoint = "virNetworkGetXMLDesc")]
    public static partial byte* Xml(NetworkHandle network, uint flags);
}

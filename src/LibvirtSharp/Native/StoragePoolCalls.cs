using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>What is used of <c>virStoragePool</c>.</summary>
internal static unsafe partial class StoragePoolCalls
{
    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolFree")]
    public static partial int Free(nint pool);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectListAllStoragePools")]
    public static partial int List(ConnectionHandle connection, void*** pools, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StoragePoolHandle Find(ConnectionHandle connection, string name);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolDefineXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StoragePoolHandle Define(ConnectionHandle connection, string xml, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolCreateXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StoragePoolHandle Create(ConnectionHandle connection, string xml, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolBuild")]
    public static partial int Build(StoragePoolHandle pool, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolCreate")]
    public static partial int Start(StoragePoolHandle pool, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolDestroy")]
    public static partial int Destroy(StoragePoolHandle pool);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolUndefine")]
    public static partial int Undefine(StoragePoolHandle pool);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolRefresh")]
    public static partial int Refresh(StoragePoolHandle pool, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolIsActive")]
    public static partial int IsActive(StoragePoolHandle pool);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolGetName")]
    public static partial byte* Name(StoragePoolHandle pool);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolGetInfo")]
    public static partial int Space(StoragePoolHandle pool, out NativePoolSpace space);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolGetXMLDesc")]
    public static partial byte* Xml(StoragePoolHandle pool, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStoragePoolListAllVolumes")]
    public static partial int Volumes(StoragePoolHandle pool, void*** volumes, uint flags);
}

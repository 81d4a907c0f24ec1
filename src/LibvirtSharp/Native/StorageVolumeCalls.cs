using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>What is used of <c>virStorageVol</c>.</summary>
internal static unsafe partial class StorageVolumeCalls
{
    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolFree")]
    public static partial int Free(nint volume);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StorageVolumeHandle Find(StoragePoolHandle pool, string name);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolLookupByPath", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StorageVolumeHandle FindByPath(ConnectionHandle connection, string path);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolCreateXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StorageVolumeHandle Create(StoragePoolHandle pool, string xml, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolCreateXMLFrom", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StorageVolumeHandle Clone(
        StoragePoolHandle pool, string xml, StorageVolumeHandle source, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolDelete")]
    public static partial int Delete(StorageVolumeHandle volume, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolResize")]
    public static partial int Resize(StorageVolumeHandle volume, ulong capacity, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolGetName")]
    public static partial byte* Name(StorageVolumeHandle volume);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolGetPath")]
    public static partial byte* Path(StorageVolumeHandle volume);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolGetInfo")]
    public static partial int Space(StorageVolumeHandle volume, out NativeVolumeSpace space);

    [LibraryImport(Libvirt.Name, EntryPoint = "virStorageVolGetXMLDesc")]
    public static partial byte* Xml(StorageVolumeHandle volume, uint flags);
}

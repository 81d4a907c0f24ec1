using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>What is used of <c>virDomainSnapshot</c>.</summary>
internal static unsafe partial class SnapshotCalls
{
    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSnapshotFree")]
    public static partial int Free(nint snapshot);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSnapshotCreateXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial SnapshotHandle Create(DomainHandle domain, string xml, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainListAllSnapshots")]
    public static partial int List(DomainHandle domain, void*** snapshots, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSnapshotGetName")]
    public static partial byte* Name(SnapshotHandle snapshot);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSnapshotGetXMLDesc")]
    public static partial byte* Xml(SnapshotHandle snapshot, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainRevertToSnapshot")]
    public static partial int Revert(SnapshotHandle snapshot, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSnapshotDelete")]
    public static partial int Delete(SnapshotHandle snapshot, uint flags);
}

using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>What is used of <c>virDomain</c>: finding, defining, life cycle and save.</summary>
internal static unsafe partial class DomainCalls
{
    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainFree")]
    public static partial int Free(nint domain);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectListAllDomains")]
    public static partial int List(ConnectionHandle connection, void*** domains, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DomainHandle FindByName(ConnectionHandle connection, string name);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainLookupByUUIDString", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DomainHandle FindById(ConnectionHandle connection, string uuid);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainDefineXMLFlags", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DomainHandle Define(ConnectionHandle connection, string xml, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainCreateXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DomainHandle Create(ConnectionHandle connection, string xml, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainCreateWithFlags")]
    public static partial int Start(DomainHandle domain, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSuspend")]
    public static partial int Suspend(DomainHandle domain);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainResume")]
    public static partial int Resume(DomainHandle domain);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainShutdownFlags")]
    public static partial int ShutDown(DomainHandle domain, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainReset")]
    public static partial int Reset(DomainHandle domain, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainDestroyFlags")]
    public static partial int Destroy(DomainHandle domain, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainUndefineFlags")]
    public static partial int Undefine(DomainHandle domain, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSaveFlags", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Save(DomainHandle domain, string path, string? xml, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainRestoreFlags", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Restore(ConnectionHandle connection, string path, string? xml, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSaveImageGetXMLDesc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* SavedXml(ConnectionHandle connection, string path, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSaveImageDefineXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeSavedXml(ConnectionHandle connection, string path, string xml, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainAbortJob")]
    public static partial int AbortJob(DomainHandle domain);
}

using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>What is used of <c>virDomain</c>: state, statistics, resources and metadata.</summary>
internal static unsafe partial class DomainStateCalls
{
    public const int UuidLength = 37;

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetName")]
    public static partial byte* Name(DomainHandle domain);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetUUIDString")]
    public static partial int Uuid(DomainHandle domain, byte* text);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetID")]
    public static partial uint Id(DomainHandle domain);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetState")]
    public static partial int State(DomainHandle domain, out int state, out int reason, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainIsActive")]
    public static partial int IsActive(DomainHandle domain);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainIsPersistent")]
    public static partial int IsPersistent(DomainHandle domain);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetXMLDesc")]
    public static partial byte* Xml(DomainHandle domain, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetInfo")]
    public static partial int Usage(DomainHandle domain, out NativeDomainUsage usage);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetVcpus")]
    public static partial int ProcessorTimes(
        DomainHandle domain, NativeVirtualCpu* processors, int count, byte* maps, int mapLength);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainMemoryStats")]
    public static partial int MemoryStatistics(DomainHandle domain, NativeMemoryStatistic* statistics, uint count, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainBlockStats", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BlockStatistics(DomainHandle domain, string disk, NativeBlockStatistics* statistics, nuint size);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSetMemoryFlags")]
    public static partial int SetMemory(DomainHandle domain, nuint kilobytes, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSetVcpusFlags")]
    public static partial int SetProcessors(DomainHandle domain, uint count, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetVcpusFlags")]
    public static partial int Processors(DomainHandle domain, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSetMetadata", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetMetadata(DomainHandle domain, int kind, string? text, string? prefix, string? uri, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetMetadata", StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* Metadata(DomainHandle domain, int kind, string? uri, uint flags);
}

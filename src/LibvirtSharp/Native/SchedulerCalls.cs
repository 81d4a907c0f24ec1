using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>What is used of <c>virDomain</c>: its scheduler, and lists of typed parameters.</summary>
internal static unsafe partial class SchedulerCalls
{
    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetSchedulerType")]
    public static partial byte* Kind(DomainHandle domain, out int count);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetSchedulerParameters")]
    public static partial int GetCurrent(DomainHandle domain, NativeTypedParameter* parameters, ref int count);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetSchedulerParametersFlags")]
    public static partial int Get(DomainHandle domain, NativeTypedParameter* parameters, ref int count, uint flags);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainSetSchedulerParametersFlags")]
    public static partial int Set(DomainHandle domain, NativeTypedParameter* parameters, int count, uint flags);

    /// <summary>Frees the texts, not the list.</summary>
    [LibraryImport(Libvirt.Name, EntryPoint = "virTypedParamsClear")]
    public static partial void Clear(NativeTypedParameter* parameters, int count);
}

using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>The event loop and the events of domains.</summary>
internal static unsafe partial class EventCalls
{
    public const int Lifecycle = 0;

    [LibraryImport(Libvirt.Name, EntryPoint = "virEventRegisterDefaultImpl")]
    public static partial int RegisterLoop();

    [LibraryImport(Libvirt.Name, EntryPoint = "virEventRunDefaultImpl")]
    public static partial int RunLoop();

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectDomainEventRegisterAny")]
    public static partial int Subscribe(
        ConnectionHandle connection, nint domain, int kind,
        delegate* unmanaged<void*, nint, int, int, void*, void> happened, nint context,
        delegate* unmanaged<void*, void> free);

    [LibraryImport(Libvirt.Name, EntryPoint = "virConnectDomainEventDeregisterAny")]
    public static partial int Unsubscribe(nint connection, int subscription);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetName")]
    public static partial byte* DomainName(nint domain);

    [LibraryImport(Libvirt.Name, EntryPoint = "virDomainGetUUIDString")]
    public static partial int DomainUuid(nint domain, byte* text);
}

using System.Globalization;

namespace LibvirtSharp.Events;

/// <summary>libvirt's names for the details of events.</summary>
internal static class DomainEventReasons
{
    private static readonly string[] Defined = ["added", "updated", "renamed", "from snapshot"];
    private static readonly string[] Undefined = ["removed", "renamed"];
    private static readonly string[] Started = ["booted", "migrated", "restored", "from snapshot", "woken up"];
    private static readonly string[] Resumed = ["unpaused", "migrated", "from snapshot", "post-copy"];
    private static readonly string[] ShutDown = ["finished", "by the guest", "by the host"];
    private static readonly string[] Crashed = ["panicked", "crash loaded"];

    private static readonly string[] Suspended =
    [
        "paused", "migrated", "input or output error", "watchdog", "restored", "from snapshot", "failed call",
        "post-copy", "post-copy failed",
    ];

    private static readonly string[] Stopped =
        ["shut down", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot"];

    public static string Of(DomainEventKind kind, int detail)
    {
        string[] names = kind switch
        {
            DomainEventKind.Defined => Defined,
            DomainEventKind.Undefined => Undefined,
            DomainEventKind.Started => Started,
            DomainEventKind.Suspended => Suspended,
            DomainEventKind.Resumed => Resumed,
            DomainEventKind.Stopped => Stopped,
            DomainEventKind.ShutDown => ShutDown,
            DomainEventKind.Crashed => Crashed,
            _ => [],
        };
        return detail >= 0 && detail < names.Length ? names[detail] : detail.ToString(CultureInfo.InvariantCulture);
    }
}

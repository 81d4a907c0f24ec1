namespace LibvirtSharp.Events;

/// <summary>A change in the life of a domain.</summary>
/// <param name="Detail">
/// libvirt's number for the reason, whose meaning depends on the kind: <c>virDomainEventStoppedDetailType</c> and so on.
/// </param>
public sealed record DomainEvent(string Name, Guid Uuid, DomainEventKind Kind, int Detail)
{
    /// <summary>The reason in one word, as in "destroyed"; the number if it has no name here.</summary>
    public string Reason => DomainEventReasons.Of(Kind, Detail);
}

public enum DomainEventKind
{
    Defined = 0,
    Undefined = 1,
    Started = 2,
    Suspended = 3,
    Resumed = 4,
    Stopped = 5,
    ShutDown = 6,
    PowerManagementSuspended = 7,

    /// <summary>The guest panicked, and the domain has a device for that.</summary>
    Crashed = 8,
}

using System.Collections.Immutable;
using LibvirtSharp.Events;
using LibvirtSharp.Native;

namespace LibvirtSharp.Domains;

/// <summary>The domains of a connection.</summary>
public sealed unsafe class DomainCollection
{
    private readonly ConnectionHandle connection;

    internal DomainCollection(ConnectionHandle connection) => this.connection = connection;

    /// <summary>The caller disposes of each.</summary>
    public ImmutableArray<Domain> List(DomainFilter filter = DomainFilter.All)
    {
        void** domains;
        var count = DomainCalls.List(connection, &domains, (uint)filter);
        return ObjectList.Take<DomainHandle, Domain>(count, domains, handle => new Domain(handle));
    }

    public Domain? Find(string name) => Of(Outcome.Find(DomainCalls.FindByName(connection, name), LibvirtErrorCode.NoDomain));

    public Domain? Find(Guid uuid) =>
        Of(Outcome.Find(DomainCalls.FindById(connection, uuid.ToString("D")), LibvirtErrorCode.NoDomain));

    /// <summary>A persistent domain that does not run; one of the same name and UUID is changed.</summary>
    public Domain Define(string xml, DefineFlags flags = DefineFlags.None) =>
        new(Outcome.Check(DomainCalls.Define(connection, xml, (uint)flags)));

    /// <summary>A transient domain that runs, and is gone when it ends.</summary>
    public Domain Create(string xml, StartFlags flags = StartFlags.None) =>
        new(Outcome.Check(DomainCalls.Create(connection, xml, (uint)flags)));

    /// <summary>Starts what <see cref="Domain.Save"/> has written.</summary>
    /// <param name="xml">Replaces the saved description; what the guest sees must stay the same.</param>
    public void Restore(string path, string? xml = null, SaveFlags flags = SaveFlags.None) =>
        Outcome.Check(DomainCalls.Restore(connection, path, xml, (uint)flags));

    public string SavedXml(string path, XmlFlags flags = XmlFlags.None) =>
        Outcome.Owned(DomainCalls.SavedXml(connection, path, (uint)flags));

    public void ChangeSavedXml(string path, string xml, SaveFlags flags = SaveFlags.None) =>
        Outcome.Check(DomainCalls.ChangeSavedXml(connection, path, xml, (uint)flags));

    /// <summary>A connection has one subscription at a time; libvirt refuses a second one.</summary>
    /// <param name="capacity">How many events may wait for their reader.</param>
    public DomainEventSubscription Subscribe(int capacity = 1024) => new(connection, capacity);

    private static Domain? Of(DomainHandle? handle) => handle is null ? null : new Domain(handle);
}

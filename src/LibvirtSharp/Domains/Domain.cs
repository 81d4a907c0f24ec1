using System.Collections.Immutable;
using LibvirtSharp.Native;

namespace LibvirtSharp.Domains;

/// <summary>
/// A virtual machine, by reference: it may change or go at any time, and calls fail then. Disposing of it changes
/// nothing but the reference.
/// </summary>
public sealed unsafe class Domain : IDisposable
{
    private readonly DomainHandle handle;

    internal Domain(DomainHandle handle) => this.handle = handle;

    public string Name => Outcome.Borrowed(DomainStateCalls.Name(handle));

    public Guid Uuid
    {
        get
        {
            var text = stackalloc byte[DomainStateCalls.UuidLength];
            Outcome.Check(DomainStateCalls.Uuid(handle, text));
            return Guid.Parse(Text.Borrowed(text)!);
        }
    }

    /// <summary>A number that changes with every start; null when it does not run.</summary>
    public int? Id => DomainStateCalls.Id(handle) is var id && id == uint.MaxValue ? null : (int)id;

    public bool IsActive => Outcome.Check(DomainStateCalls.IsActive(handle)) == 1;

    public bool IsPersistent => Outcome.Check(DomainStateCalls.IsPersistent(handle)) == 1;

    public DomainState State => Status().State;

    /// <summary>The state with libvirt's number for its reason.</summary>
    public (DomainState State, int Reason) Status()
    {
        Outcome.Check(DomainStateCalls.State(handle, out var state, out var reason, 0));
        return ((DomainState)state, reason);
    }

    public string Xml(XmlFlags flags = XmlFlags.None) => Outcome.Owned(DomainStateCalls.Xml(handle, (uint)flags));

    public DomainStatistics Statistics => new(handle);

    public DomainMetadata Metadata => new(handle);

    public DomainScheduler Scheduler => new(handle);

    public void Start(StartFlags flags = StartFlags.None) => Outcome.Check(DomainCalls.Start(handle, (uint)flags));

    /// <summary>Once it returns, no processor of the guest runs.</summary>
    public void Suspend() => Outcome.Check(DomainCalls.Suspend(handle));

    public void Resume() => Outcome.Check(DomainCalls.Resume(handle));

    /// <summary>Asks the guest to end and does not wait for it.</summary>
    public void ShutDown(ShutdownFlags flags = ShutdownFlags.Any) => Outcome.Check(DomainCalls.ShutDown(handle, (uint)flags));

    public void Reset() => Outcome.Check(DomainCalls.Reset(handle, 0));

    /// <summary>Ends it at once, as by taking the power away. A transient domain is gone afterwards.</summary>
    public void Destroy(DestroyFlags flags = DestroyFlags.None) => Outcome.Check(DomainCalls.Destroy(handle, (uint)flags));

    /// <summary>Removes the definition; a running domain becomes transient.</summary>
    public void Undefine(UndefineFlags flags = UndefineFlags.None) => Outcome.Check(DomainCalls.Undefine(handle, (uint)flags));

    /// <summary>Writes its memory to a file of the hypervisor's host and ends it.</summary>
    public void Save(string path, string? xml = null, SaveFlags flags = SaveFlags.None) =>
        Outcome.Check(DomainCalls.Save(handle, path, xml, (uint)flags));

    /// <summary>Ends what another thread is doing with it for long, such as a save.</summary>
    public void AbortJob() => Outcome.Check(DomainCalls.AbortJob(handle));

    public void SetMemory(long bytes, ChangeFlags flags = ChangeFlags.Current) =>
        Outcome.Check(DomainStateCalls.SetMemory(handle, (nuint)(bytes / 1024), (uint)flags));

    public void SetProcessors(int count, ChangeFlags flags = ChangeFlags.Current) =>
        Outcome.Check(DomainStateCalls.SetProcessors(handle, (uint)count, (uint)flags));

    public int Processors(ChangeFlags flags = ChangeFlags.Current) =>
        Outcome.Check(DomainStateCalls.Processors(handle, (uint)flags));

    public DomainSnapshot CreateSnapshot(string xml, SnapshotFlags flags = SnapshotFlags.None) =>
        new(Outcome.Check(SnapshotCalls.Create(handle, xml, (uint)flags)));

    public ImmutableArray<DomainSnapshot> ListSnapshots()
    {
        void** snapshots;
        var count = SnapshotCalls.List(handle, &snapshots, 0);
        return ObjectList.Take<SnapshotHandle, DomainSnapshot>(count, snapshots, taken => new DomainSnapshot(taken));
    }

    public void Dispose() => handle.Dispose();
}

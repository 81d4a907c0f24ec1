using LibvirtSharp.Native;

namespace LibvirtSharp.Domains;

/// <summary>What a domain was at one moment.</summary>
public sealed unsafe class DomainSnapshot : IDisposable
{
    private readonly SnapshotHandle handle;

    internal DomainSnapshot(SnapshotHandle handle) => this.handle = handle;

    public string Name => Outcome.Borrowed(SnapshotCalls.Name(handle));

    public string Xml() => Outcome.Owned(SnapshotCalls.Xml(handle, 0));

    public void Revert() => Outcome.Check(SnapshotCalls.Revert(handle, 0));

    public void Delete(SnapshotDeletion flags = SnapshotDeletion.None) => Outcome.Check(SnapshotCalls.Delete(handle, (uint)flags));

    public void Dispose() => handle.Dispose();
}

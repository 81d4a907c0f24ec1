using System.Collections.Immutable;
using LibvirtSharp.Native;

namespace LibvirtSharp.Storage;

/// <summary>A place for volumes, by reference.</summary>
public sealed unsafe class StoragePool : IDisposable
{
    private readonly StoragePoolHandle handle;

    internal StoragePool(StoragePoolHandle handle) => this.handle = handle;

    public string Name => Outcome.Borrowed(StoragePoolCalls.Name(handle));

    public bool IsActive => Outcome.Check(StoragePoolCalls.IsActive(handle)) == 1;

    public PoolSpace Space
    {
        get
        {
            Outcome.Check(StoragePoolCalls.Space(handle, out var space));
            return new PoolSpace((long)space.Capacity, (long)space.Allocation, (long)space.Available);
        }
    }

    public string Xml() => Outcome.Owned(StoragePoolCalls.Xml(handle, 0));

    /// <summary>Makes what the pool stands on, such as its directory.</summary>
    public void Build() => Outcome.Check(StoragePoolCalls.Build(handle, 0));

    public void Start() => Outcome.Check(StoragePoolCalls.Start(handle, 0));

    /// <summary>Ends its use and leaves its volumes.</summary>
    public void Destroy() => Outcome.Check(StoragePoolCalls.Destroy(handle));

    public void Undefine() => Outcome.Check(StoragePoolCalls.Undefine(handle));

    /// <summary>Looks for volumes that came or went without libvirt.</summary>
    public void Refresh() => Outcome.Check(StoragePoolCalls.Refresh(handle, 0));

    /// <summary>The caller disposes of each.</summary>
    public ImmutableArray<StorageVolume> ListVolumes()
    {
        void** volumes;
        var count = StoragePoolCalls.Volumes(handle, &volumes, 0);
        return ObjectList.Take<StorageVolumeHandle, StorageVolume>(count, volumes, taken => new StorageVolume(taken));
    }

    public StorageVolume? FindVolume(string name) =>
        Outcome.Find(StorageVolumeCalls.Find(handle, name), LibvirtErrorCode.NoStorageVolume) is { } found
            ? new StorageVolume(found)
            : null;

    public StorageVolume CreateVolume(string xml, VolumeFlags flags = VolumeFlags.None) =>
        new(Outcome.Check(StorageVolumeCalls.Create(handle, xml, (uint)flags)));

    /// <summary>A new volume with the content of another one, also of another pool.</summary>
    public StorageVolume CloneVolume(string xml, StorageVolume source, VolumeFlags flags = VolumeFlags.None) =>
        new(Outcome.Check(StorageVolumeCalls.Clone(handle, xml, source.Handle, (uint)flags)));

    public void Dispose() => handle.Dispose();
}

using System.Collections.Immutable;
using LibvirtSharp.Native;

namespace LibvirtSharp.Storage;

/// <summary>The storage pools of a connection.</summary>
public sealed unsafe class StoragePoolCollection
{
    private readonly ConnectionHandle connection;

    internal StoragePoolCollection(ConnectionHandle connection) => this.connection = connection;

    /// <summary>The caller disposes of each.</summary>
    public ImmutableArray<StoragePool> List()
    {
        void** pools;
        var count = StoragePoolCalls.List(connection, &pools, 0);
        return ObjectList.Take<StoragePoolHandle, StoragePool>(count, pools, handle => new StoragePool(handle));
    }

    public StoragePool? Find(string name) =>
        Outcome.Find(StoragePoolCalls.Find(connection, name), LibvirtErrorCode.NoStoragePool) is { } handle
            ? new StoragePool(handle)
            : null;

    /// <summary>A persistent pool that is not started.</summary>
    public StoragePool Define(string xml) => new(Outcome.Check(StoragePoolCalls.Define(connection, xml, 0)));

    /// <summary>A transient pool that is started, and is gone when it ends.</summary>
    public StoragePool Create(string xml) => new(Outcome.Check(StoragePoolCalls.Create(connection, xml, 0)));

    /// <summary>The volume of that path in whatever pool.</summary>
    public StorageVolume? FindVolume(string path) =>
        Outcome.Find(StorageVolumeCalls.FindByPath(connection, path), LibvirtErrorCode.NoStorageVolume) is { } handle
            ? new StorageVolume(handle)
            : null;
}

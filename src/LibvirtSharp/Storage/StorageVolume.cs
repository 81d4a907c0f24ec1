using LibvirtSharp.Native;

namespace LibvirtSharp.Storage;

/// <summary>A disk image or block device, by reference.</summary>
public sealed unsafe class StorageVolume : IDisposable
{
    internal StorageVolume(StorageVolumeHandle handle) => Handle = handle;

    internal StorageVolumeHandle Handle { get; }

    public string Name => Outcome.Borrowed(StorageVolumeCalls.Name(Handle));

    public string Path => Outcome.Owned(StorageVolumeCalls.Path(Handle));

    public VolumeSpace Space
    {
        get
        {
            Outcome.Check(StorageVolumeCalls.Space(Handle, out var space));
            return new VolumeSpace((long)space.Capacity, (long)space.Allocation);
        }
    }

    public string Xml() => Outcome.Owned(StorageVolumeCalls.Xml(Handle, 0));

    public void Resize(long capacity) => Outcome.Check(StorageVolumeCalls.Resize(Handle, (ulong)capacity, 0));

    public void Delete() => Outcome.Check(StorageVolumeCalls.Delete(Handle, 0));

    public void Dispose() => Handle.Dispose();
}

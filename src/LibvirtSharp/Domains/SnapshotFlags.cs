namespace LibvirtSharp.Domains;

/// <summary>How a snapshot is made; external ones are asked for in its XML.</summary>
[Flags]
public enum SnapshotFlags
{
    None = 0,
    Redefine = 1,
    Current = 2,

    /// <summary>libvirt forgets it: only its files remain.</summary>
    NoMetadata = 4,
    Halt = 8,
    DiskOnly = 16,
    ReuseFiles = 32,
    Quiesce = 64,
    Atomic = 128,
    Live = 256,
    Validate = 512,
}

[Flags]
public enum SnapshotDeletion
{
    None = 0,
    Children = 1,
    MetadataOnly = 2,
    ChildrenOnly = 4,
}

namespace LibvirtSharp.Storage;

/// <summary>In bytes.</summary>
public sealed record PoolSpace(long Capacity, long Allocation, long Available);

/// <summary>In bytes: what the guest sees, and what it takes.</summary>
public sealed record VolumeSpace(long Capacity, long Allocation);

/// <summary>How a volume is made.</summary>
[Flags]
public enum VolumeFlags
{
    None = 0,
    PreallocateMetadata = 1,

    /// <summary>Shares its blocks with its source where the file system can.</summary>
    Reflink = 2,
}

namespace LibvirtSharp.Native;

/// <summary><c>virDomainBlockStatsStruct</c>; -1 where the driver does not count.</summary>
internal struct NativeBlockStatistics
{
    public long Reads;
    public long BytesRead;
    public long Writes;
    public long BytesWritten;
    public long Errors;
}

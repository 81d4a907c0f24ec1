namespace Spare.Journal.Evidence;

/// <summary>Where evidence is kept, and how much of it.</summary>
public sealed record EvidenceOptions(string Directory)
{
    /// <summary>Beyond it the oldest case goes.</summary>
    public int CasesMaximum { get; init; } = 1_000;

    /// <summary>Bytes on the disk; beyond it the oldest case goes, and a longer case is not kept.</summary>
    public long BytesMaximum { get; init; } = 256 * 1024 * 1024;

    /// <summary>Cases that wait for the disk; more are left out.</summary>
    public int WaitingMaximum { get; init; } = 256;

    /// <summary>Their bytes.</summary>
    public long WaitingBytesMaximum { get; init; } = 64 * 1024 * 1024;

    /// <summary>Told once when cases are not kept, and again only after one was kept.</summary>
    public Action<string>? Complain { get; init; }
}

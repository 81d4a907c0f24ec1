namespace Spare.Journal;

/// <summary>Keeps records readable until it is disposed.</summary>
internal sealed class TruncationHold : IDisposable
{
    private SegmentWriter? held;

    internal TruncationHold(SegmentWriter writer)
    {
        held = writer;
        writer.Hold();
    }

    public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();
}

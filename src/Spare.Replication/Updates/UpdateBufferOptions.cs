namespace Spare.Replication.Updates;

/// <summary>When a passive replica is updated, and how much may wait for it.</summary>
/// <param name="Interval">The paper's <c>k</c>: updates after which it is woken.</param>
/// <param name="Pause">The longest that an update waits when there are fewer.</param>
/// <param name="CountMaximum">Updates at which the buffer is full.</param>
/// <param name="BytesMaximum">Bytes of write sets at which the buffer is full.</param>
public sealed record UpdateBufferOptions(int Interval, TimeSpan Pause, int CountMaximum, long BytesMaximum)
{
    public static UpdateBufferOptions Default { get; } = new(200, TimeSpan.FromSeconds(5), 20_000, 256 * 1024 * 1024);
}

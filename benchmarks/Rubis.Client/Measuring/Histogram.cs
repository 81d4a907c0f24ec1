using System.Numerics;

namespace Rubis.Client.Measuring;

/// <summary>
/// Counts durations in buckets that grow with the duration: 128 to every power of two, so that a percentile is off by less
/// than 1 %, from a microsecond to over an hour, in constant memory. Minimum, mean and maximum are exact.
/// </summary>
internal sealed class Histogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int LargestBits = 32;

    private readonly long[] buckets = new long[(LargestBits - SubBucketBits + 1) * SubBuckets];
    private long total;

    public static long LargestMicroseconds => (1L << LargestBits) - 1;

    public long Count { get; private set; }

    public long Minimum { get; private set; } = long.MaxValue;

    public long Maximum { get; private set; }

    public double Mean => Count == 0 ? 0 : (double)total / Count;

    public void Add(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, LargestMicroseconds);
        buckets[BucketOf(value)]++;
        Count++;
        total += value;
        Minimum = Math.Min(Minimum, value);
        Maximum = Math.Max(Maximum, value);
    }

    public void Add(Histogram other)
    {
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            buckets[bucket] += other.buckets[bucket];
        }

        Count += other.Count;
        total += other.total;
        Minimum = Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
    }

    /// <summary>The least value that is not exceeded by this percentage of all; 0 when there are none.</summary>
    public long Percentile(double percent)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(Count * percent / 100));
        long seen = 0;
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            seen += buckets[bucket];
            if (seen >= wanted)
            {
                return Math.Min(LargestOf(bucket), Maximum);
            }
        }

        return 0;
    }

    /// <summary>Values below 128 have a bucket each; then each power of two is divided into 128 equal ones.</summary>
    private static int BucketOf(long value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2((ulong)value) - SubBucketBits;
        return (shift + 1) * SubBuckets + (int)((value >> shift) - SubBuckets);
    }

    private static long LargestOf(int bucket)
    {
        if (bucket < SubBuckets)
        {
            return bucket;
        }

        var shift = bucket / SubBuckets - 1;
        return ((long)(bucket % SubBuckets + SubBuckets + 1) << shift) - 1;
    }
}

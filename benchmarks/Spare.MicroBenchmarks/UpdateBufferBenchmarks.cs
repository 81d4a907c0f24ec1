using BenchmarkDotNet.Attributes;
using Spare.Protocol;
using Spare.Replication.Updates;

namespace Spare.MicroBenchmarks;

/// <summary>Two hundred updates into the buffer, out of it, and applied.</summary>
public class UpdateBufferBenchmarks
{
    private static readonly AgreedUpdate[] Updates =
    [
        .. Enumerable.Range(1, UpdateBufferOptions.Default.Interval).Select(number =>
            new AgreedUpdate(new UpdateNumber((ulong)number), new SequenceNumber((ulong)number), new byte[200])),
    ];

    [Benchmark(OperationsPerInvoke = 200)]
    public int AddAndTake()
    {
        var buffer = new UpdateBuffer(UpdateBufferOptions.Default);
        foreach (var update in Updates)
        {
            buffer.Add(update, new Instant(1));
        }

        var due = buffer.TakeDue(new Instant(1));
        buffer.Applied(due[^1].Number);
        return buffer.Count;
    }
}

using BenchmarkDotNet.Attributes;
using Spare.Protocol.WriteSets;

namespace Spare.MicroBenchmarks;

/// <summary>A bid's write set to canonical bytes with their digest, and back.</summary>
public class WriteSetBenchmarks
{
    private readonly WriteSet writeSet = BidWriteSets.Of(1);
    private byte[] bytes = [];

    [GlobalSetup]
    public void Prepare() => bytes = writeSet.Encode().Bytes.ToArray();

    [Benchmark]
    public EncodedWriteSet Encode() => writeSet.Encode();

    [Benchmark]
    public bool Decode() => WriteSet.TryParse(bytes, WriteSetBounds.Standard, out _);
}

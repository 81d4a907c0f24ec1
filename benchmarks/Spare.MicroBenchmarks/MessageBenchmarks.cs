using BenchmarkDotNet.Attributes;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.MicroBenchmarks;

/// <summary>Writing and reading the messages that every request takes.</summary>
public class MessageBenchmarks
{
    private const int RequestBytes = 300;

    private readonly RequestProposed request = new(
        new RequestId(new HostId(1), new Incarnation(7), 42), default, new Instant(1_800_000_000_000_000), new Seed(1, 2),
        new byte[RequestBytes]);

    private readonly WriteVoted writeVote = new(
        new Epoch(3), new ReplicaId(new HostId(1), 1), new SequenceNumber(42),
        new Vote(Outcome.Replied, Digest.Of([1]), Digest.Of([2])));

    private readonly ReadVoted readVote = new(
        new Epoch(3), new ReplicaId(new HostId(1), 1), new SequenceNumber(42), Digest.Of([3]),
        new Vote(Outcome.Replied, Digest.Of([1]), default));

    private byte[] requestBytes = [];
    private byte[] writeVoteBytes = [];
    private byte[] readVoteBytes = [];

    [GlobalSetup]
    public void Encode() => (requestBytes, writeVoteBytes, readVoteBytes) = (request.Encode(), writeVote.Encode(), readVote.Encode());

    [Benchmark]
    public byte[] WriteRequest() => request.Encode();

    [Benchmark]
    public bool ReadRequest() => GroupMessage.TryParse(requestBytes, out _);

    [Benchmark]
    public byte[] WriteUpdateVote() => writeVote.Encode();

    [Benchmark]
    public bool ReadUpdateVote() => GroupMessage.TryParse(writeVoteBytes, out _);

    [Benchmark]
    public byte[] WriteReplyVote() => readVote.Encode();

    [Benchmark]
    public bool ReadReplyVote() => ReadVoted.TryParse(readVoteBytes, out _);
}

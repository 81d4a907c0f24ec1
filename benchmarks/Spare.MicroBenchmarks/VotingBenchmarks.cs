using BenchmarkDotNet.Attributes;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Serving;
using Spare.Replication.Voting;

namespace Spare.MicroBenchmarks;

/// <summary>Both voters from the first vote to the verdict, with other ballots open.</summary>
public class VotingBenchmarks
{
    private const int EarlyMaximum = 1000;

    private Roster roster = null!; // Made in the setup.
    private ReplyVoter replies = null!;
    private UpdateVoter updates = null!;
    private SequenceNumber position;

    [Params(1, 2)]
    public int Faults { get; set; }

    /// <summary>Ballots that wait meanwhile.</summary>
    [Params(0, 64)]
    public int Open { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var threshold = new FaultThreshold(Faults);
        roster = new Roster(Enumerable.Range(1, threshold.Hosts).Select(host => new HostId((uint)host)));
        (replies, updates) = (new ReplyVoter(threshold, roster, EarlyMaximum), new UpdateVoter(threshold, roster));
        for (var i = 0; i < Open; i++)
        {
            position = position.Next;
            replies.Begin(position, default, default);
            updates.Begin(position);
        }
    }

    [Benchmark]
    public Verdict Reply()
    {
        var at = position = position.Next;
        replies.Begin(at, default, default);
        foreach (var host in roster.Hosts)
        {
            replies.Cast(new ReadVoted(default, roster.Active(host), at, default, Vote), at);
        }

        var verdict = replies.VerdictOn(at);
        replies.End(at);
        return verdict;
    }

    /// <summary>Writes are settled in their order: the lowest one goes, another one comes.</summary>
    [Benchmark]
    public Verdict Update()
    {
        updates.Begin(position = position.Next);
        var at = updates.First ?? default;
        foreach (var host in roster.Hosts)
        {
            updates.Cast(at, roster.Active(host), Vote);
        }

        var verdict = updates.FirstVerdict();
        updates.EndFirst();
        return verdict;
    }

    private static Vote Vote { get; } = new(Outcome.Replied, Digest.Of([1]), Digest.Of([2]));
}

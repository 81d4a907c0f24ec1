using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Replication.Execution;
using Spare.Simulation.Service;

namespace Spare.Simulation.Checking;

/// <summary>
/// Every reply and every agreed update is that of a single correct server which executed the requests in the agreed
/// order, at the agreed times, without those that were voided and those of which all replicas said that they failed and
/// wrote nothing.
/// </summary>
public sealed class RepliesMatchOneSequentialExecution : Checker
{
    private readonly SortedDictionary<SequenceNumber, OrderedRequest> order = [];
    private readonly SortedDictionary<HostId, Seen> hosts = [];

    public override void Observe(in Observation observation)
    {
        if (observation.Input is ManagerEvent.Delivered { Message: WriteVoted vote } && vote.Replica.Host == observation.Host)
        {
            Of(observation.Host).Votes[vote.Sequence] = vote.Vote;
        }

        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.Execute execute:
                    order.TryAdd(execute.Request.Sequence, execute.Request);
                    break;
                case ManagerEffect.Answer answer:
                    Of(observation.Host).Replies[answer.Id] = (answer.Sequence, answer.Reply);
                    break;
                case ManagerEffect.AppendToJournal append:
                    Of(observation.Host).Updates[append.Update.Sequence] = append.Update.WriteSet;
                    break;
                case ManagerEffect.Report { Event: { Kind: ReportKind.WriteVoided, Sequence: { } voided } }:
                    Of(observation.Host).Voided.Add(voided);
                    break;
                default:
                    break;
            }
        }
    }

    public override void End(Ending ending)
    {
        var last = Seen.None;
        Dictionary<SequenceNumber, (byte[] Reply, byte[] WriteSet)> outcomes = [];
        foreach (var (host, seen) in hosts)
        {
            if (last == Seen.None || !last.Voided.SetEquals(seen.Voided))
            {
                outcomes = Replay(seen.Voided);
                last = seen;
            }

            Check(host, seen, outcomes);
        }
    }

    private void Check(
        HostId host, Seen seen, Dictionary<SequenceNumber, (byte[] Reply, byte[] WriteSet)> outcomes)
    {
        foreach (var (id, (sequence, reply)) in seen.Replies)
        {
            if (!outcomes.TryGetValue(sequence, out var outcome))
            {
                Fail($"{host} answered {id}, which was not executed or was voided.");
            }
            else if (!reply.Span.SequenceEqual(outcome.Reply))
            {
                Fail($"{host} answered {sequence} with {Text(reply.Span)} instead of {Text(outcome.Reply)}.");
            }
        }

        foreach (var (sequence, writeSet) in seen.Updates)
        {
            if (!outcomes.TryGetValue(sequence, out var outcome) || !writeSet.Span.SequenceEqual(outcome.WriteSet))
            {
                Fail($"{host} agreed on a wrong update at {sequence}.");
            }
        }
    }

    private Dictionary<SequenceNumber, (byte[] Reply, byte[] WriteSet)> Replay(HashSet<SequenceNumber> voided)
    {
        var outcomes = new Dictionary<SequenceNumber, (byte[] Reply, byte[] WriteSet)>();
        var bank = new Bank();
        foreach (var (sequence, request) in order)
        {
            if (!voided.Contains(sequence) && !hosts.Values.All(host => host.Failed(sequence)))
            {
                outcomes[sequence] = bank.Execute(request);
            }
        }

        return outcomes;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);

    private Seen Of(HostId host)
    {
        if (!hosts.TryGetValue(host, out var seen))
        {
            hosts[host] = seen = new Seen();
        }

        return seen;
    }

    private sealed class Seen
    {
        public static Seen None { get; } = new();

        public Dictionary<RequestId, (SequenceNumber Sequence, ReadOnlyMemory<byte> Reply)> Replies { get; } = [];

        public SortedDictionary<SequenceNumber, ReadOnlyMemory<byte>> Updates { get; } = [];

        public HashSet<SequenceNumber> Voided { get; } = [];

        /// <summary>The last vote of the host's own replicas on each write.</summary>
        public Dictionary<SequenceNumber, Vote> Votes { get; } = [];

        public bool Failed(SequenceNumber sequence) =>
            Votes.TryGetValue(sequence, out var vote) && vote is { Outcome: not Outcome.Replied, WroteNothing: true };
    }
}

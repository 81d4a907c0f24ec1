using Spare.Protocol;
using Spare.Replication;
using Spare.Replication.Execution;
using Spare.Simulation.Service;

namespace Spare.Simulation.Checking;

/// <summary>
/// Every reply and every agreed update is that of a single correct server which executed the requests in the agreed
/// order, at the agreed times, without those that were voided and those that failed: they were not answered and wrote
/// nothing. Order and verdicts are those of the hosts that survived; what a host answered before it was gone has to
/// be right all the same.
/// </summary>
public sealed class RepliesMatchOneSequentialExecution : Checker
{
    private readonly SortedDictionary<HostId, Seen> hosts = [];

    public override void Observe(in Observation observation)
    {
        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.Execute execute:
                    Of(observation.Host).Order.TryAdd(execute.Request.Sequence, execute.Request);
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
        var survivors = hosts.Where(host => ending.Survivors.Contains(host.Key)).ToArray();
        var order = new SortedDictionary<SequenceNumber, OrderedRequest>();
        foreach (var request in survivors.Concat(hosts).SelectMany(host => host.Value.Order.Values))
        {
            order.TryAdd(request.Sequence, request);
        }

        var voided = survivors.Select(host => host.Value.Voided).MaxBy(voids => voids.Count) ?? [];
        var settled = survivors.SelectMany(host => host.Value.Updates.Keys).Append(SequenceNumber.None).Max();
        var done = hosts.Values.SelectMany(host => host.Replies.Values).Select(reply => reply.Sequence)
            .Concat(survivors.SelectMany(host => host.Value.Updates.Keys))
            .Concat(hosts.Values.SelectMany(host => host.Updates.Keys).Where(sequence => sequence > settled))
            .Except(voided).ToHashSet();
        var outcomes = Replay(order, done);
        foreach (var (host, seen) in hosts)
        {
            Check(host, seen, outcomes, ending.Survivors.Contains(host));
        }
    }

    private void Check(
        HostId host, Seen seen, Dictionary<SequenceNumber, (byte[] Reply, byte[] WriteSet)> outcomes, bool survived)
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

        foreach (var (sequence, writeSet) in survived ? seen.Updates : [])
        {
            if (!outcomes.TryGetValue(sequence, out var outcome) || !writeSet.Span.SequenceEqual(outcome.WriteSet))
            {
                Fail($"{host} agreed on a wrong update at {sequence}.");
            }
        }
    }

    private static Dictionary<SequenceNumber, (byte[] Reply, byte[] WriteSet)> Replay(
        SortedDictionary<SequenceNumber, OrderedRequest> order, HashSet<SequenceNumber> done)
    {
        var outcomes = new Dictionary<SequenceNumber, (byte[] Reply, byte[] WriteSet)>();
        var bank = new Bank();
        foreach (var (sequence, request) in order)
        {
            if (done.Contains(sequence))
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
        public SortedDictionary<SequenceNumber, OrderedRequest> Order { get; } = [];

        public Dictionary<RequestId, (SequenceNumber Sequence, ReadOnlyMemory<byte> Reply)> Replies { get; } = [];

        public SortedDictionary<SequenceNumber, ReadOnlyMemory<byte>> Updates { get; } = [];

        public HashSet<SequenceNumber> Voided { get; } = [];
    }
}

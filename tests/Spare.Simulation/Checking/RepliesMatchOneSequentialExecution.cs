using Spare.Protocol;
using Spare.Replication;
using Spare.Replication.Execution;
using Spare.Simulation.Service;

namespace Spare.Simulation.Checking;

/// <summary>
/// Every reply and every agreed update is that of a single correct server which executed the requests in the agreed
/// order, at the agreed times, without those that were voided and those that failed: they were not answered and wrote
/// nothing. Order and verdicts are those of the hosts that survived; what a host answered before it was gone has to
/// be right all the same. Where nothing is undone, what was ordered was executed.
/// </summary>
public sealed class RepliesMatchOneSequentialExecution : Checker
{
    private readonly Dictionary<Life, Seen> hosts = [];

    public override void Observe(in Observation observation)
    {
        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.Execute execute:
                    Of(observation.Life).Order.TryAdd(execute.Request.Sequence, execute.Request);
                    break;
                case ManagerEffect.Answer answer:
                    Of(observation.Life).Replies[answer.Id] = (answer.Sequence, answer.Reply);
                    break;
                case ManagerEffect.AppendToJournal append:
                    Of(observation.Life).Updates[append.Update.Sequence] = append.Update.WriteSet;
                    break;
                case ManagerEffect.Report { Event: { Kind: ReportKind.WriteVoided, Sequence: { } voided } }:
                    Of(observation.Life).Voided.Add(voided);
                    break;
                default:
                    break;
            }
        }
    }

    public override void End(Ending ending)
    {
        var survivors = hosts.Where(host => ending.Survivors.Contains(host.Key)).ToArray();
        var journaled = new Dictionary<SequenceNumber, JournaledUpdate>();
        foreach (var record in ending.Journaled)
        {
            journaled.TryAdd(record.Update.Sequence, record);
        }

        var answered = hosts.Values.SelectMany(host => host.Replies)
            .ToLookup(reply => reply.Value.Sequence, reply => reply.Key);
        var order = new SortedDictionary<SequenceNumber, OrderedRequest>();
        foreach (var request in survivors.SelectMany(host => host.Value.Order.Values)
            .Concat(hosts.Values.SelectMany(host => host.AnsweredOrder))
            .Concat(hosts.Values.SelectMany(host => host.Order.Values)
                .OrderByDescending(request => IsAgreed(request, journaled, answered))))
        {
            order.TryAdd(request.Sequence, request);
        }

        var voided = survivors.Select(host => host.Value.Voided).MaxBy(voids => voids.Count) ?? [];
        var settled = journaled.Keys.Append(SequenceNumber.None).Max();
        var done = !ending.Plan.Threshold.HasPassiveReplicas ? [.. order.Keys] : answered.Select(reply => reply.Key).Concat(journaled.Keys)
            .Concat(ending.Plan.SomeReturn ? [] : hosts.Values.SelectMany(host => host.Updates.Keys).Where(sequence => sequence > settled))
            .Except(voided).ToHashSet();
        var outcomes = Replay(order, done);
        foreach (var (host, seen) in hosts)
        {
            Check(host, seen, outcomes, ending.Survivors.Contains(host));
        }
    }

    /// <summary>Before a host was gone it may have given the position to a request of its own.</summary>
    private static bool IsAgreed(
        OrderedRequest request, Dictionary<SequenceNumber, JournaledUpdate> journaled, ILookup<SequenceNumber, RequestId> answered) =>
        answered[request.Sequence].Contains(request.Id)
        || (journaled.TryGetValue(request.Sequence, out var record) && record.Time == request.Time
            && record.Request.Span.SequenceEqual(request.Request.Span));

    private void Check(
        Life host, Seen seen, Dictionary<SequenceNumber, (byte[] Reply, byte[] WriteSet)> outcomes, bool survived)
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

    private Seen Of(Life host)
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

        /// <summary>What it answered itself: in a split the other side may have executed the same request at another time.</summary>
        public IEnumerable<OrderedRequest> AnsweredOrder => Order.Values.Where(request =>
            Replies.TryGetValue(request.Id, out var reply) && reply.Sequence == request.Sequence);

        public Dictionary<RequestId, (SequenceNumber Sequence, ReadOnlyMemory<byte> Reply)> Replies { get; } = [];

        public SortedDictionary<SequenceNumber, ReadOnlyMemory<byte>> Updates { get; } = [];

        public HashSet<SequenceNumber> Voided { get; } = [];
    }
}

using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol;
using Spare.Replication.Execution;
using Spare.Replication.Serving;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// At the moment of an answer f + 1 replicas in force have given equal votes on it, or one where nobody votes; every host
/// that serves, or so many that one of them is left, has delivered the request; every lower write is decided, every lower
/// update is durable here, and so is who serves. An epoch gives out anew what places come after its beginning: votes of
/// older epochs on those are votes on other requests.
/// </summary>
public sealed class NoReplyBeforeRelease(FaultThreshold threshold) : Checker
{
    private readonly SortedDictionary<HostId, HostView> views = [];
    private readonly HashSet<(RequestId Id, SequenceNumber Sequence)> executed = [];
    private readonly Dictionary<(IdempotencyKey Key, SequenceNumber Sequence), RequestId> named = [];
    private readonly Dictionary<RequestId, IdempotencyKey> keys = [];

    public override void Observe(in Observation observation)
    {
        if (observation.Input is ManagerEvent.Started)
        {
            views.Remove(observation.Host); // It has seen nothing in this life.
        }
        else if (observation.Input is ManagerEvent.RequestArrived { Key: { } own } arrived)
        {
            keys[arrived.Id] = own;
        }

        var view = View(observation.Host);
        view.Take(observation.Input);
        foreach (var effect in observation.Effects)
        {
            view.Take(effect);
            if (effect is ManagerEffect.Execute execute)
            {
                executed.Add((execute.Request.Id, execute.Request.Sequence));
                if (execute.Request.Key is { } key)
                {
                    named[(key, execute.Request.Sequence)] = execute.Request.Id;
                }
            }

            if (effect is ManagerEffect.Answer answer)
            {
                Check(observation.Host, view, answer);
            }
        }
    }

    private void Check(HostId host, HostView view, ManagerEffect.Answer answer)
    {
        var sequence = answer.Sequence;
        var first = FirstOf(answer);
        if (!executed.Contains((first, sequence)))
        {
            Fail($"{host} answers {answer.Id} as of {sequence}, where nobody executed it.");
        }

        if (!view.HasAgreed(sequence, Digest.Of(answer.Reply.Span)) && !(first != answer.Id && view.Adopted >= sequence))
        {
            Fail($"{host} answers {sequence} without {threshold.MatchingReplies} equal votes on that reply.");
        }

        if (view.Undecided.Count > 0 && view.Undecided.Min < sequence)
        {
            Fail($"{host} answers {sequence} while {view.Undecided.Min} is undecided.");
        }

        if (view.Unjournaled.Count > 0 && view.Unjournaled.Min <= sequence)
        {
            Fail($"{host} answers {sequence} while {view.Unjournaled.Min} is not in its journal.");
        }

        HostId[] lacking =
        [
            .. (view.Epoch?.Hosts ?? []).Where(other => !View(other).Delivered.Contains(first) && !(View(other).Adopted >= sequence)),
        ];
        if (lacking.Length > 0 && view.Epoch!.Hosts.Length - lacking.Length < threshold.HoldingHosts)
        {
            Fail($"{host} answers {sequence}, which {string.Join(" and ", lacking)} has not delivered.");
        }

        if (view.Epoch is null || view.Epoch.Epoch != view.Durable)
        {
            Fail($"{host} answers {sequence} before its epoch is on the disk.");
        }
    }

    /// <summary>The request that was executed: this one, or one before it under the same key.</summary>
    private RequestId FirstOf(ManagerEffect.Answer answer) =>
        !executed.Contains((answer.Id, answer.Sequence)) && keys.TryGetValue(answer.Id, out var key)
            ? named.GetValueOrDefault((key, answer.Sequence), answer.Id)
            : answer.Id;

    private HostView View(HostId host)
    {
        if (!views.TryGetValue(host, out var view))
        {
            views[host] = view = new HostView(threshold);
        }

        return view;
    }

    /// <summary>What one host has seen so far.</summary>
    private sealed class HostView(FaultThreshold threshold)
    {
        private readonly Dictionary<SequenceNumber, SortedDictionary<ReplicaId, (Epoch Epoch, Vote Vote)>> votes = [];
        private readonly Dictionary<HostId, (uint Generation, SequenceNumber First)> actives = [];
        private readonly HashSet<SequenceNumber> decided = [];
        private readonly HashSet<SequenceNumber> reads = [];
        private (Epoch Epoch, SequenceNumber Last) begun;

        public HashSet<RequestId> Delivered { get; } = [];

        /// <summary>The last epoch that the host began, and the last one that is on its disk.</summary>
        public ServingEpoch? Epoch { get; private set; }

        public Epoch Durable { get; private set; }

        /// <summary>The place from which it went on when it came back.</summary>
        public SequenceNumber Adopted { get; private set; }

        public SortedSet<SequenceNumber> Undecided { get; } = [];

        public SortedSet<SequenceNumber> Unjournaled { get; } = [];

        public void Take(ManagerEvent input)
        {
            switch (input)
            {
                case ManagerEvent.Delivered { Message: RequestProposed request }:
                    Delivered.Add(request.Id);
                    break;
                case ManagerEvent.Delivered { Message: ReadDisputed request }:
                    Delivered.Add(request.Id);
                    break;
                case ManagerEvent.Delivered { Message: WriteVoted vote } when vote.Replica.Host == ((ManagerEvent.Delivered)input).Sender:
                    Cast(vote.Epoch, vote.Sequence, vote.Replica, vote.Vote);
                    break;
                case ManagerEvent.Delivered { Message: HostReady ready }:
                    actives[ready.Replica.Host] = (ready.Replica.Generation, SequenceNumber.None);
                    break;
                case ManagerEvent.VoteReceived vote when vote.Message.Replica.Host == vote.Sender:
                    Cast(vote.Message.Epoch, vote.Message.Sequence, vote.Message.Replica, vote.Message.Vote);
                    break;
                case ManagerEvent.Executed executed when reads.Contains(executed.Sequence):
                    Cast(begun.Epoch, executed.Sequence, executed.Replica, executed.Result.Vote);
                    break;
                case ManagerEvent.EpochRecorded recorded:
                    Durable = recorded.Epoch;
                    break;
                case ManagerEvent.Journaled journaled:
                    Unjournaled.RemoveWhere(sequence => sequence <= journaled.Sequence);
                    break;
                default:
                    break;
            }
        }

        public void Take(ManagerEffect effect)
        {
            switch (effect)
            {
                case ManagerEffect.Execute execute:
                    Started(execute.Request);
                    break;
                case ManagerEffect.Multicast { Message: HostReady { Runs: false } ready }:
                    Adopted = ready.Position;
                    break;
                case ManagerEffect.RecordEpoch record:
                    Epoch = record.Epoch;
                    break;
                case ManagerEffect.Report { Event: { Kind: ReportKind.EpochBegan, Epoch: { } epoch, Sequence: { } last } }:
                    begun = (epoch, last);
                    Withdraw((_, said) => said < epoch, last.Next);
                    break;
                case ManagerEffect.AppendToJournal append:
                    Unjournaled.Add(append.Update.Sequence);
                    break;
                case ManagerEffect.Report { Event: { Kind: ReportKind.WriteVoided, Sequence: { } voided } }:
                    Undecided.Remove(voided);
                    decided.Add(voided);
                    break;
                case ManagerEffect.Report { Event: { Kind: ReportKind.ReplicaReplaced, Replica: { } next, Sequence: { } first } }:
                    Replace(next, first);
                    break;
                case ManagerEffect.Report { Event: { Kind: ReportKind.HelperPutBack, Replica: { } helper } }:
                    Withdraw(
                        (replica, _) => replica == helper,
                        Undecided.Count > 0 ? Undecided.Min : new SequenceNumber(ulong.MaxValue));
                    break;
                default:
                    break;
            }
        }

        public bool HasAgreed(SequenceNumber sequence, Digest reply) => IsAgreed(sequence, vote => vote.Reply == reply);

        private bool IsAgreed(SequenceNumber sequence, Predicate<Vote> which) =>
            votes.TryGetValue(sequence, out var cast)
            && cast.Values.Select(entry => entry.Vote).Where(vote => which(vote)).GroupBy(vote => vote)
                .Any(equal => equal.Count() >= threshold.MatchingReplies);

        private void Started(OrderedRequest request)
        {
            if (request.Class == RouteClass.Read || !threshold.HasPassiveReplicas)
            {
                reads.Add(request.Sequence);
            }
            else if (!decided.Contains(request.Sequence) && !IsAgreed(request.Sequence, _ => true))
            {
                Undecided.Add(request.Sequence);
            }
        }

        private void Cast(Epoch epoch, SequenceNumber sequence, ReplicaId replica, Vote vote)
        {
            if (epoch < begun.Epoch && sequence > begun.Last)
            {
                return;
            }

            if (!votes.TryGetValue(sequence, out var cast))
            {
                votes[sequence] = cast = [];
            }

            if (!actives.TryGetValue(replica.Host, out var active) || sequence < active.First
                || replica.Generation >= active.Generation)
            {
                cast.TryAdd(replica, (epoch, vote));
            }

            if (Undecided.Contains(sequence) && HasAgreed(sequence, vote.Reply))
            {
                Undecided.Remove(sequence);
                decided.Add(sequence);
            }
        }

        /// <summary>The host's older replicas have no vote on anything at or after <paramref name="first"/>.</summary>
        private void Replace(ReplicaId next, SequenceNumber first)
        {
            actives[next.Host] = (next.Generation, first);
            Withdraw((replica, _) => replica.Host == next.Host && replica.Generation < next.Generation, first);
        }

        private void Withdraw(Func<ReplicaId, Epoch, bool> which, SequenceNumber first)
        {
            foreach (var (sequence, cast) in votes)
            {
                if (sequence >= first)
                {
                    foreach (var (replica, _) in cast.Where(entry => which(entry.Key, entry.Value.Epoch)).ToArray())
                    {
                        cast.Remove(replica);
                    }
                }
            }
        }
    }
}

using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;

namespace Spare.Replication.Activation;

/// <summary>
/// Finds the replicas whose answer to a decided request was another one than the agreed, and has them convicted
/// (SPARE 4.1.2). Lateness is never a proof: a replica that did not answer in time is only suspected (SPARE 4.1.3).
/// </summary>
internal sealed class Convictions(Outbox outbox)
{
    /// <summary>Replicas that were convicted already; beyond it the oldest generations are forgotten.</summary>
    private const int SaidMaximum = 64;

    private readonly SortedSet<ReplicaId> said = [];

    /// <summary>
    /// Compares votes of any host with what was agreed. Of "service died" only the host itself knows whether its replica
    /// said so, or its manager, which did not give the request to a third one.
    /// </summary>
    public void Judge(Epoch epoch, SequenceNumber sequence, Vote agreed, IEnumerable<(ReplicaId Replica, Vote Vote)> votes)
    {
        foreach (var (replica, vote) in votes)
        {
            if (vote.Outcome != Outcome.ServiceDied)
            {
                JudgeOwn(epoch, sequence, agreed, replica, vote);
            }
        }
    }

    /// <summary>Compares what a replica of this host said itself with what was agreed.</summary>
    public void JudgeOwn(Epoch epoch, SequenceNumber sequence, Vote agreed, ReplicaId replica, Vote vote)
    {
        if (vote != agreed && vote.Outcome != Outcome.TimedOut)
        {
            Convict(epoch, replica, sequence, vote, agreed);
        }
    }

    /// <summary>The state of a replica of this host was another one after that position than was agreed.</summary>
    public void ConvictOfState(Epoch epoch, ReplicaId replica, SequenceNumber position, Digest state, Digest agreed)
    {
        if (Say(replica))
        {
            outbox.Report(
                ReportKind.ReplicaConvicted,
                $"The database of {replica} was {state.ToString()[..8]} where {agreed.ToString()[..8]} was agreed.", replica,
                position);
            outbox.Add(new ManagerEffect.Multicast(new ReplicaConvicted(epoch, replica, position)));
        }
    }

    /// <summary>These replicas had not answered the request in time.</summary>
    public void Suspect(Epoch epoch, SequenceNumber sequence, ImmutableArray<ReplicaId> late)
    {
        foreach (var replica in late)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaSuspected(epoch, replica, sequence)));
        }
    }

    /// <summary>Whoever is not gone yet is convicted again when it is wrong again.</summary>
    public void BeginEpoch() => said.Clear();

    private void Convict(Epoch epoch, ReplicaId replica, SequenceNumber sequence, Vote vote, Vote agreed)
    {
        if (Say(replica))
        {
            outbox.Report(
                ReportKind.ReplicaConvicted,
                $"{replica} answered {Describe(vote)} where {Describe(agreed)} was agreed.", replica, sequence);
            outbox.Add(new ManagerEffect.Multicast(new ReplicaConvicted(epoch, replica, sequence)));
        }
    }

    /// <summary>False: it was said before.</summary>
    private bool Say(ReplicaId replica)
    {
        if (!said.Add(replica))
        {
            return false;
        }

        if (said.Count > SaidMaximum)
        {
            said.Remove(said.Min);
        }

        return true;
    }

    private static string Describe(Vote vote) => vote.Outcome == Outcome.Replied
        ? $"{vote.Reply.ToString()[..8]} and wrote {(vote.WroteNothing ? "nothing" : vote.WriteSet.ToString()[..8])}"
        : $"'{vote.Outcome}'";
}

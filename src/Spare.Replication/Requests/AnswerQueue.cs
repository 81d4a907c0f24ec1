using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Release;

namespace Spare.Replication.Requests;

/// <summary>Decided requests of this host's clients, until the release rule lets their replies go.</summary>
internal sealed class AnswerQueue(ReplicationOptions options, RequestWindow window)
{
    private readonly SortedSet<SequenceNumber> decided = [];

    public ReleaseRule Rule { get; } = new(options.Hosts, options.Threshold.HoldingHosts);

    public int Count => decided.Count;

    public void Decide(PendingRequest request, Vote vote)
    {
        Invariant.Holds(request.ClientWaits);
        request.Decided = vote;
        decided.Add(request.Sequence);
    }

    /// <summary>The votes on what stands at or after <paramref name="first"/> have to be looked at again.</summary>
    public void Withdraw(SequenceNumber first)
    {
        decided.RemoveWhere(sequence =>
        {
            if (sequence >= first && window.Find(sequence) is { } request)
            {
                request.Decided = null;
            }

            return sequence >= first;
        });
    }

    public void Remove(SequenceNumber sequence) => decided.Remove(sequence);

    /// <summary>The lowest decided request and its reply, if it may leave; it is then no longer here.</summary>
    public (PendingRequest Request, ReadOnlyMemory<byte> Reply)? Next(SequenceNumber? firstUnsettled)
    {
        if (decided.Count == 0 || !Rule.MayLeave(decided.Min, firstUnsettled))
        {
            return null;
        }

        var request = window.Find(decided.Min);
        Invariant.Holds(request is { ClientWaits: true, Decided: not null });
        if (request.ReplyOf(request.Decided.Value) is not { } reply)
        {
            return null; // Another host shares it.
        }

        decided.Remove(request.Sequence);
        return (request, reply);
    }
}

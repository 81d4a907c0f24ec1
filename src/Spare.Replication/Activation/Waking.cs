using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;
using Spare.Replication.Voting;

namespace Spare.Replication.Activation;

/// <summary>
/// Offers the clean passive replica of this host and takes the first offers of all: as many as were asked for to decide
/// a write (SPARE 4.1.1), and as many as there are too few voters, because hosts are gone (SPARE 4.1.4).
/// </summary>
internal sealed class Waking(ReplicationOptions options, OpenRequests open, Successions successions, Outbox outbox)
{
    private bool compensates;

    private bool HasClean => successions.Help.IsClean(options.Self) && successions.Passive.IsClean;

    public void BeginEpoch() => compensates = false;

    /// <summary>Offers to make up for a host that is gone.</summary>
    public void Advance(Epoch epoch)
    {
        if (!compensates && successions.Misses && HasClean)
        {
            compensates = true;
            outbox.Add(new ManagerEffect.Multicast(new CompensationOffered(epoch, options.Self)));
        }
    }

    /// <summary>The votes on the lowest unsettled write cannot decide it.</summary>
    public void Take(HelpAsked message)
    {
        if (open.Writes.FirstOpen() is { } write && write.Sequence == message.Sequence && successions.Help.Ask(message, write.IsInherited))
        {
            write.WasLate |= open.Writes.FirstVerdict() == Verdict.Undecided; // Whoever noticed it first.
            write.Excuse(outbox.Now);
            if (HasClean)
            {
                outbox.Add(new ManagerEffect.Multicast(
                    new HelpOffered(message.Epoch, options.Self, message.Sequence, message.Round)));
            }
        }
    }

    /// <summary>True: the offer was among the first, and the replica is woken.</summary>
    public bool Take(HelpOffered message)
    {
        if (open.Writes.First != message.Sequence || !successions.Help.Offer(message))
        {
            return false;
        }

        successions.Wake(message.Host, message.Sequence);
        return true;
    }

    /// <summary>True: the offer was among the first, and the replica is woken.</summary>
    public bool Take(CompensationOffered message)
    {
        compensates = compensates && message.Host != options.Self;
        return successions.Compensate(message.Host);
    }
}

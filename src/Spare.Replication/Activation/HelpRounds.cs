using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Activation;

/// <summary>
/// Which passive replicas are woken for the lowest undecided request (SPARE 4.1.1): how many were asked for in which
/// round, and whose offers were taken. It changes by ordered messages alone, so all managers agree.
/// </summary>
/// <remarks>
/// A request at which a woken replica failed as well is not handed to the last clean passive replica: it may be what
/// makes them fail, and then nothing would be left to go on from. One that is never voided is: nobody goes on before it is
/// decided.
/// </remarks>
public sealed class HelpRounds
{
    private readonly SortedSet<HostId> clean = [];
    private SequenceNumber sequence;
    private uint round;
    private int open;
    private int woken;

    /// <summary>Hosts with a clean passive replica.</summary>
    public int Clean => clean.Count;

    /// <summary>Offers that may still be taken in the round under way.</summary>
    public int Open => open;

    public void BeginEpoch()
    {
        clean.Clear();
        (sequence, round, open, woken) = (SequenceNumber.None, 0, 0, 0);
    }

    public void Changed(HostId host, PassiveState state)
    {
        if (state == PassiveState.Clean)
        {
            clean.Add(host);
        }
        else
        {
            clean.Remove(host);
        }
    }

    /// <summary>The passive replica of the host is needed there.</summary>
    public void Take(HostId host) => clean.Remove(host);

    public bool IsClean(HostId host) => clean.Contains(host);

    /// <summary>Whether that is the request for which replicas were woken last.</summary>
    public bool IsAbout(SequenceNumber? request) => request is not null && request == sequence;

    /// <summary>Whether so many passive replicas may be woken for that request.</summary>
    /// <param name="spend">The last clean one, too.</param>
    public bool MayAsk(SequenceNumber request, int needed, bool spend) =>
        needed > 0 && clean.Count >= needed + (request == sequence && woken > 0 && !spend ? 1 : 0);

    /// <summary>The number of the next round about that request.</summary>
    public uint NextRound(SequenceNumber request) => request == sequence ? round + 1 : 1;

    /// <summary>True: a round begins, and hosts with a clean passive replica offer it.</summary>
    /// <param name="spend">See <see cref="MayAsk"/>.</param>
    public bool Ask(HelpAsked message, bool spend)
    {
        if (message.Round < NextRound(message.Sequence) || !MayAsk(message.Sequence, message.Needed, spend))
        {
            return false;
        }

        woken = message.Sequence == sequence ? woken : 0;
        (sequence, round, open) = (message.Sequence, message.Round, message.Needed);
        return true;
    }

    /// <summary>True: the offer is among the first and is taken.</summary>
    public bool Offer(HelpOffered message)
    {
        if (message.Sequence != sequence || message.Round != round || open == 0 || !clean.Remove(message.Host))
        {
            return false;
        }

        open--;
        woken++;
        return true;
    }

    /// <summary>The request is settled: no further offer is taken for it.</summary>
    public void End(SequenceNumber request)
    {
        if (request == sequence)
        {
            open = 0;
        }
    }
}

using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;
using Spare.Replication.Serving;

namespace Spare.Replication.Return;

/// <summary>
/// Lets a host that has caught up take part in the next epoch: requests that are delivered from here on wait for it,
/// what was ordered before is settled, and there the epoch ends. One host at a time; if it says nothing, the others go on
/// without it.
/// </summary>
internal sealed class Admission(ReplicationOptions options, ServingSet serving, RequestPath path, Outbox outbox)
{
    private Instant? ended;

    /// <summary>Who asks.</summary>
    public HostId? Candidate { get; private set; }

    /// <summary>Why requests wait; null: they do not.</summary>
    public string? Reason => Candidate is { } host ? $"{host} comes back." : null;

    public void Reset() => (Candidate, ended) = (null, null);

    /// <summary>A host asks. While a replica is being made it has to ask again: the next epoch begins only with those that run.</summary>
    public void Take(AdmissionAsked message)
    {
        if (message.Epoch == path.Epoch && Candidate is null && serving.Outside.Contains(message.Host)
            && !path.Successions.Replacements.Any && path.Successions.Help.Open == 0)
        {
            Candidate = message.Host;
        }
    }

    /// <summary>True: everything that was ordered is settled, and the epoch has ended.</summary>
    public bool Advance()
    {
        if (Candidate is not { } host || !serving.InForce || path.FirstUnsettled is not null)
        {
            return false;
        }

        serving.Admit(host);
        ended = outbox.Now;
        return true;
    }

    /// <summary>The host may hang: after a while the lowest of the others says that they do not wait for it.</summary>
    public void Sweep()
    {
        if (Candidate is { } host && outbox.Now - ended > options.AdmissionPatience && serving.Hosts.Min() == options.Self)
        {
            ended = outbox.Now;
            outbox.Add(new ManagerEffect.Multicast(new AdmissionEnded(path.Epoch, host)));
        }
    }

    /// <summary>True: the next epoch began without the host.</summary>
    public bool Take(AdmissionEnded message) =>
        message.Epoch == path.Epoch && Candidate == message.Host && ended is not null && serving.LeaveOut(message.Host);
}

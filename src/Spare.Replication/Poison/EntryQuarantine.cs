using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;

namespace Spare.Replication.Poison;

/// <summary>Refuses clients of this host what is quarantined, and has it released when an operator says so.</summary>
internal sealed class EntryQuarantine(ReplicationOptions options, Requests.RequestPath path, Outbox outbox)
{
    public Quarantine Table { get; } = new();

    /// <summary>What requests of clients are refused for now.</summary>
    public ImmutableArray<QuarantineEntry> InForce =>
        [.. Table.Snapshot().Where(entry => outbox.Now - entry.Time < Quarantine.Lifetime)];

    /// <summary>True: the request is like one in quarantine, and its client is told so.</summary>
    public bool Refuses(ManagerEvent.RequestArrived request)
    {
        if (Table.IsEmpty || Table.Find(Likeness.Of(request.Request), outbox.Now) is not { } entry)
        {
            return false;
        }

        path.Clients.Refuse(
            request.Id, RefusalReason.Quarantined,
            $"The request is quarantined: replicas failed at one like it, at {entry.Sequence}.");
        return true;
    }

    /// <summary>Hosts that came back have a part in the epoch, and hold nothing yet.</summary>
    public void BeginEpoch(Epoch epoch)
    {
        if (!Table.IsEmpty)
        {
            outbox.Add(new ManagerEffect.Multicast(new QuarantineTold(epoch, options.Self, Table.Snapshot())));
        }
    }

    /// <summary>An operator wants requests like that accepted.</summary>
    /// <param name="held">Why this host does not serve; null when it does.</param>
    public void Ask(Epoch epoch, ManagerEvent.ReleaseAsked asked, string? held)
    {
        if (held is not null)
        {
            outbox.Add(new ManagerEffect.ReleaseDone(asked.Ticket, held));
        }
        else
        {
            outbox.Add(new ManagerEffect.Multicast(new QuarantineReleased(epoch, options.Self, asked.Likeness, asked.Ticket)));
        }
    }

    /// <summary>Whatever else was delivered is none of its business.</summary>
    public void Deliver(Epoch epoch, HostId sender, GroupMessage message)
    {
        switch (message)
        {
            case RequestQuarantined quarantined when quarantined.Epoch == epoch && quarantined.Host == sender:
                Add(quarantined);
                break;
            case QuarantineTold told when told.Epoch == epoch && told.Host == sender:
                Table.Restore(told.Entries);
                break;
            case QuarantineReleased released when released.Epoch == epoch && released.Host == sender:
                Release(released);
                break;
            default:
                break;
        }
    }

    private void Add(RequestQuarantined message)
    {
        path.Poison.Forget(message.Likeness);
        var isKnown = Table.Find(message.Likeness, path.Sequencer.Time) is not null;
        var gone = Table.Add(new QuarantineEntry(message.Likeness, message.Sequence, path.Sequencer.Time, message.Reason));
        if (!isKnown)
        {
            outbox.Report(
                ReportKind.RequestQuarantined,
                $"Requests like this one are refused from now on ({message.Reason}): {message.Likeness}.",
                sequence: message.Sequence);
        }

        if (gone is not null)
        {
            outbox.Report(
                ReportKind.QuarantineReleased, $"There are too many others: {gone.Likeness} is accepted again.",
                sequence: gone.Sequence);
        }
    }

    private void Release(QuarantineReleased message)
    {
        path.Poison.Forget(message.Likeness);
        var wasThere = Table.Release(message.Likeness);
        if (wasThere)
        {
            outbox.Report(ReportKind.QuarantineReleased, $"An operator has {message.Likeness} accepted again.");
        }

        if (message.Host == options.Self)
        {
            outbox.Add(new ManagerEffect.ReleaseDone(
                message.Ticket, wasThere ? null : $"There is no {message.Likeness} in quarantine."));
        }
    }
}

using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;

namespace Spare.Replication.Updates;

/// <summary>
/// The hosts whose update buffer is full, by ordered messages. Every host accepts requests only while there is none:
/// what is in flight then still fits, and no buffer grows beyond that.
/// </summary>
internal sealed class Backlogs(HostId self, UpdateBuffer buffer, Outbox outbox)
{
    private readonly SortedSet<HostId> full = [];
    private Backlog said = Backlog.Drained;

    /// <summary>Why no request is accepted; null: all buffers have room.</summary>
    public string? Reason => full.Count == 0
        ? null
        : $"The passive replica of {string.Join(", ", full)} has not taken updates for too long.";

    public void Changed(HostId host, Backlog backlog)
    {
        if (backlog == Backlog.Full)
        {
            full.Add(host);
        }
        else
        {
            full.Remove(host);
        }
    }

    /// <summary>Whoever is full says so again.</summary>
    public void BeginEpoch()
    {
        full.Clear();
        said = Backlog.Drained;
    }

    /// <summary>Tells the others when the local buffer has become full, and when half of it is free again.</summary>
    public void Advance(Epoch epoch)
    {
        var now = buffer.Full ? Backlog.Full : buffer.HalfEmpty ? Backlog.Drained : said;
        if (now == said)
        {
            return;
        }

        said = now;
        outbox.Add(new ManagerEffect.Multicast(new BacklogChanged(epoch, self, now)));
        if (now == Backlog.Full)
        {
            outbox.Report(
                ReportKind.BufferFull, $"{buffer.Count} updates wait for the passive replica; no request is accepted.");
        }
    }
}

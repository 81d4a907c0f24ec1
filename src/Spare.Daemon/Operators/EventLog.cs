using Spare.Journal.Evidence;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Daemon.Operators;

/// <summary>
/// The last events of this host, for operators. Bounded in number; each kind is bounded in rate, so that a replica
/// that misbehaves a thousand times a second neither fills the log nor hides the rest.
/// </summary>
internal sealed class EventLog(HostId host, TimeProvider clock)
{
    /// <summary>Events of one kind that are kept in one second; the others are counted.</summary>
    public const int KindPerSecondMaximum = 20;

    /// <summary>Characters of an event's text that are kept.</summary>
    public const int TextMaximum = 600;

    private readonly Lock gate = new();
    private readonly Queue<OperatorEvent> events = new();
    private readonly Dictionary<OperatorEventKind, (long Second, int Count)> rates = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong last;
    private long dropped;

    /// <summary>Where events go that matter long after; null until the disk is there.</summary>
    public HistoryFile? History { get; set; }

    public long Dropped => Volatile.Read(ref dropped);

    public void Add(
        OperatorEventKind kind, Severity severity, string text, ReplicaId? replica = null,
        SequenceNumber? sequence = null)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (!WithinRate(kind, now.ToUnixTimeSeconds()))
            {
                dropped++;
                return;
            }

            var happened = new OperatorEvent
            {
                Number = ++last,
                Time = Instant.FromDateTimeOffset(now),
                Severity = severity,
                Kind = kind,
                Host = host,
                Replica = replica,
                Sequence = sequence,
                Text = Clean(text),
            };
            events.Enqueue(happened);
            History?.Keep(happened);
            if (events.Count > AdminRoutes.EventsKept)
            {
                events.Dequeue();
            }

            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The events above a number, and a task that ends when there is another one.</summary>
    public (IReadOnlyList<OperatorEvent> Events, Task Changed) Since(ulong number)
    {
        lock (gate)
        {
            return ([.. events.Where(happened => happened.Number > number)], changed.Task);
        }
    }

    private static string Clean(string text)
    {
        var kept = text.Length > TextMaximum ? string.Concat(text.AsSpan(0, TextMaximum), "…") : text;
        return string.Create(kept.Length, kept, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
    }

    private bool WithinRate(OperatorEventKind kind, long second)
    {
        var (current, count) = rates.GetValueOrDefault(kind);
        count = current == second ? count + 1 : 1;
        rates[kind] = (second, count);
        return count <= KindPerSecondMaximum;
    }
}

using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Messages;
using Spare.Replication;

namespace Spare.Runtime.Loop;

/// <summary>
/// Notes when requests that came in here reach each stage, from what goes into the core and what comes out of it, and when
/// the passive replica's updates do. It follows <see cref="Followed"/> requests at a time, and keeps the last of each kind.
/// Of requests it is told by the loop alone; of updates, and for a summary, anybody may call.
/// </summary>
public sealed class StageClock
{
    /// <summary>Requests that are followed at the same time; when there are more, all are forgotten.</summary>
    public const int Followed = 1024;

    private static readonly Stage[] OfReads = [Stage.Ordered, Stage.Begun, Stage.Executed, Stage.Answered];
    private static readonly Stage[] OfWrites = [Stage.Ordered, Stage.Begun, Stage.Executed, Stage.Agreed, Stage.Answered];

    private readonly Dictionary<RequestId, Way> ways = [];
    private readonly Dictionary<SequenceNumber, RequestId> executing = [];
    private readonly Lock gate = new();
    private readonly RecentWork reads = new(StagedWork.Read, OfReads);
    private readonly RecentWork writes = new(StagedWork.Write, OfWrites);
    private readonly RecentWork updates = new(StagedWork.Update, Stage.Resumed, Stage.Updated, Stage.Paused);

    /// <summary>The passive replica was updated: when it was to be, ran, had the updates and stood still.</summary>
    public void TakeUpdate(Instant begin, Instant resumed, Instant updated, Instant paused)
    {
        lock (gate)
        {
            updates.Add(begin, stage => stage switch
            {
                Stage.Resumed => resumed,
                Stage.Updated => updated,
                _ => paused,
            });
        }
    }

    internal void Take(ManagerEvent input, Instant now)
    {
        switch (input)
        {
            case ManagerEvent.RequestArrived arrived:
                Begin(arrived.Id, now);
                break;
            case ManagerEvent.Delivered { Message: RequestProposed ordered }:
                Reach(Stage.Ordered, ordered.Id, now);
                break;
            case ManagerEvent.Executed executed when executing.TryGetValue(executed.Sequence, out var id):
                Reach(Stage.Executed, id, now);
                break;
            default:
                break;
        }
    }

    internal void Take(ManagerEffect effect, Instant now)
    {
        switch (effect)
        {
            case ManagerEffect.Execute execute when Reach(Stage.Begun, execute.Request.Id, now):
                ways[execute.Request.Id].Sequence = execute.Request.Sequence;
                executing[execute.Request.Sequence] = execute.Request.Id;
                break;
            case ManagerEffect.AppendToJournal append when executing.TryGetValue(append.Update.Sequence, out var id):
                Reach(Stage.Agreed, id, now);
                break;
            case ManagerEffect.Answer answer:
                Reach(Stage.Answered, answer.Id, now);
                End(answer.Id);
                break;
            case ManagerEffect.Refuse refusal:
                End(refusal.Id);
                break;
            default:
                break;
        }
    }

    public ImmutableArray<StageTimes> Summarise()
    {
        lock (gate)
        {
            return [.. reads.Summarise(), .. writes.Summarise(), .. updates.Summarise()];
        }
    }

    private void Begin(RequestId id, Instant now)
    {
        if (ways.Count == Followed)
        {
            ways.Clear();
            executing.Clear();
        }

        ways[id] = new Way(now);
    }

    /// <summary>Only the first time counts: a request may be executed again. False: it is not followed, or was there before.</summary>
    private bool Reach(Stage stage, RequestId id, Instant now)
    {
        if (!ways.TryGetValue(id, out var way) || way.Has(stage))
        {
            return false;
        }

        way.Reach(stage, now);
        return true;
    }

    /// <summary>Leaves out what did not reach all stages: it was refused, or answered by the votes of others.</summary>
    private void End(RequestId id)
    {
        if (ways.Remove(id, out var way))
        {
            executing.Remove(way.Sequence);
            var isWrite = way.Has(Stage.Agreed);
            if (Array.TrueForAll(isWrite ? OfWrites : OfReads, way.Has))
            {
                lock (gate)
                {
                    (isWrite ? writes : reads).Add(way.Begin, way.At);
                }
            }
        }
    }

    /// <summary>When a request came in, and when it reached each stage.</summary>
    private sealed class Way(Instant begin)
    {
        private readonly Instant[] times = new Instant[(int)Stage.Answered + 1];

        public Instant Begin => begin;

        public SequenceNumber Sequence { get; set; }

        public bool Has(Stage stage) => times[(int)stage] != default;

        public Instant At(Stage stage) => times[(int)stage];

        public void Reach(Stage stage, Instant now) => times[(int)stage] = now;
    }
}

using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Replication.Requests;
using Spare.Replication.Return;

namespace Spare.Replication.Serving;

/// <summary>
/// This host's part in who serves: it says where it stands, begins and ends epochs with the others, lets hosts come back,
/// and comes back itself.
/// </summary>
internal sealed class Membership
{
    private readonly ReplicationOptions options;
    private readonly RequestPath path;
    private readonly Outbox outbox;
    private readonly EpochRecord record;
    private readonly Standstill standstill;
    private readonly HostSilence silence;
    private readonly Admission admission;
    private readonly Homecoming homecoming;
    private Instant? lackingSince;
    private bool acceptsLoss;

    public Membership(ReplicationOptions options, RequestPath path, Outbox outbox)
    {
        this.options = options;
        this.path = path;
        this.outbox = outbox;
        Serving = new ServingSet(
            options.Self, options.Hosts, options.Threshold.HasPassiveReplicas ? 1 : options.Threshold.MatchingReplies);
        record = new EpochRecord(outbox);
        standstill = new Standstill(options);
        silence = new HostSilence(options, Serving, path, outbox);
        admission = new Admission(options, Serving, path, outbox);
        homecoming = new Homecoming(options, Serving, path, outbox);
    }

    public ServingSet Serving { get; }

    /// <summary>The epoch is on the disk: replies may leave in it.</summary>
    public bool IsDurable => record.IsDurable;

    /// <summary>Why this host does not serve; null: it does.</summary>
    public string? Reason => Serving.Serving ? homecoming.Reason ?? silence.Reason : Serving.Reason;

    /// <summary>
    /// What operators read after <see cref="Reason"/>: what they can do about it, or what keeps this host from coming back. Empty:
    /// nothing that it does not say.
    /// </summary>
    public string Remedy => Serving.Serving ? string.Empty
        : homecoming is { IsAway: true, Obstacle: { } obstacle } ? $" {obstacle}"
        : Serving.Remedy;

    /// <summary>Why requests wait although this host serves; null: they do not.</summary>
    public string? Pause => Serving.InForce ? admission.Reason : null;

    public void Step(Instant now) => standstill.Step(now);

    /// <summary>An ordered message of that host's manager was delivered.</summary>
    public void Heard(HostId host) => silence.Heard(host);

    public void Changed(ManagerEvent.MembershipChanged change)
    {
        if (standstill.IsRecent(outbox.Now, change.GroupRan))
        {
            Serving.WasAway();
        }

        Serving.MembershipChanged(change.Members, change.Left, change.Down);
        admission.Reset();
        homecoming.MembershipChanged();
        SayReady();
        SayEpoch();
    }

    public void QuorumChanged(ManagerEvent.QuorumChanged quorum)
    {
        if (Serving.QuorumChanged(quorum.Quorate, quorum.Ring))
        {
            SayReady();
        }
    }

    public void GroupLost()
    {
        Serving.MembershipChanged([], [], []);
        Serving.WasAway();
        admission.Reset();
        homecoming.MembershipChanged();
    }

    /// <summary>An operator wants this host to go on without those that are missing, whatever they answered.</summary>
    public void Bootstrap(ManagerEvent.BootstrapAsked asked)
    {
        var word = Word;
        var refusal = word is null
            ? "It lacks an agreed update, its first replica, or what it is fetching."
            : Serving.ObstacleToGoOnWith(word);
        outbox.Add(new ManagerEffect.BootstrapDone(asked.Ticket, refusal)
        {
            Ground = word is null || refusal is not null ? null : new BootstrapGround(word.Update, word.Last, Serving.MayLose(word)),
        });
        if (!asked.DryRun)
        {
            acceptsLoss = refusal is null;
            SayReady();
        }
    }

    public void EpochRecorded(Epoch epoch) => record.Recorded(epoch);

    /// <summary>What this host missed is on its disk, or some of it.</summary>
    public void CaughtUp(ManagerEvent input)
    {
        if (input is ManagerEvent.CatchUpFailed failed)
        {
            homecoming.Fetched(failed.End, failed.Kept, failed.Reason);
        }
        else if (input is ManagerEvent.CaughtUp caughtUp)
        {
            homecoming.Fetched(caughtUp.End, caughtUp.Kept, failure: null);
        }

        SayReady();
    }

    /// <summary>True: with this message an epoch began.</summary>
    public bool Deliver(HostId sender, GroupMessage message)
    {
        switch (message)
        {
            case HostReady ready when ready.Replica.Host == sender:
                var begins = Serving.Take(ready);
                homecoming.Heard();
                return begins;
            case EpochLasts lasts when !Serving.InForce:
                homecoming.Take(lasts);
                return false;
            case AdmissionAsked asked when Serving.InForce && asked.Host == sender:
                admission.Take(asked);
                return false;
            case AdmissionEnded ended when !Serving.InForce:
                homecoming.Take(ended);
                return admission.Take(ended);
            default:
                return false;
        }
    }

    public void BeginEpoch()
    {
        homecoming.BeginEpoch();
        silence.BeginEpoch();
        acceptsLoss = false;
        outbox.Report(
            ReportKind.EpochBegan,
            $"Epoch {Serving.Epoch} begins at {path.Sequencer.Position} with {string.Join(", ", Serving.Hosts)}.",
            sequence: path.Sequencer.Position, epoch: Serving.Epoch);
        record.BeginEpoch(Serving.Epoch, Serving.Hosts, path.Sequencer.Position);
        admission.Reset();
        SayEpoch();
    }

    /// <summary>What follows from this step; the last thing in it.</summary>
    public void Advance()
    {
        homecoming.Advance();
        if (admission.Advance())
        {
            SayReady();
        }
        else if (Serving.InForce)
        {
            record.Advance(path.FirstUnsettled, path.FirstUnjournaled);
        }
    }

    public void Sweep()
    {
        silence.Sweep();
        admission.Sweep();
        homecoming.Sweep();
        lackingSince = Serving.InForce || path.IsComplete || Serving.Members.Length < 2 ? null : lackingSince ?? outbox.Now;
        if (outbox.Now - lackingSince > options.AdmissionPatience)
        {
            homecoming.StartAgain("An agreed update did not come here before the hosts parted; this host comes back and fetches it.");
        }
    }

    /// <summary>Where this host stands, if it can begin an epoch there.</summary>
    public void SayReady()
    {
        if (!Serving.InForce && Serving.Members.Contains(options.Self) && Word is { } word)
        {
            outbox.Add(new ManagerEffect.Multicast(word with { AcceptsLoss = acceptsLoss }));
        }
    }

    private HostReady? Word => homecoming.IsAway ? homecoming.Describe() : Describe();

    /// <returns>Null: it lacks an agreed update, or its first replica.</returns>
    private HostReady? Describe() => !path.IsComplete || (path.Epoch == Epoch.None && !Runs)
        ? null
        : new HostReady(
            path.Running.Active.Id,
            path.LastGeneration,
            [.. path.Running.Helpers.Where(helper => helper.Condition == ReplicaCondition.Running).Select(helper => helper.Id)],
            path.Successions.Passive.IsClean ? PassiveState.Clean : PassiveState.None,
            Serving.MayGoOn,
            path.Epoch, path.Sequencer.Position, path.Sequencer.Order, path.Verdicts,
            options.Configuration)
        {
            Runs = Runs,
            LastHosts = Serving.Hosts,
            Admits = admission.Candidate,
            Time = path.Sequencer.Time,
            Update = path.LastUpdate,
        };

    private bool Runs => path.Running.Active.Condition != ReplicaCondition.Making;

    /// <summary>Hosts that have no part in the epoch learn who has.</summary>
    private void SayEpoch()
    {
        if (Serving.InForce && Serving.Hosts.Min() == options.Self && Serving.Outside.Any())
        {
            outbox.Add(new ManagerEffect.Multicast(new EpochLasts(Serving.Epoch, Serving.Hosts)));
        }
    }
}

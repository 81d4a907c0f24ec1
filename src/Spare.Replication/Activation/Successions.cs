using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Replication.Images;
using Spare.Replication.Requests;
using Spare.Replication.Serving;
using Spare.Replication.Updates;

namespace Spare.Replication.Activation;

/// <summary>
/// How one replica takes the place of another, and how a passive one is woken and put back (SPARE 4.1.1 and 4.1.2). All
/// of it happens where an ordered message says so.
/// </summary>
internal sealed class Successions(
    ReplicationOptions options, OpenRequests open, ImageRotation rotation, Outbox outbox)
{
    private readonly AwakeHold hold = new(options.AwakeMaximum);
    private (Epoch Epoch, ReplicaId Replica) putBack;
    private Instant? tooFewSince;

    public RunningReplicas Running { get; } = new(options, open.Window, outbox);

    /// <summary>Of which images passive replicas are made.</summary>
    public ImageRotation Rotation => rotation;

    public PassiveReplica Passive { get; } = new(
        open.Writes.Buffer, rotation, outbox, isThere: options.Past is null && options.Threshold.HasPassiveReplicas);

    public Replacements Replacements { get; } = new(options.ReplacementPatience);

    public HelpRounds Help { get; } = new();

    /// <summary>What operators are told who want something of passive replicas.</summary>
    public string NoPassive => $"There are no passive replicas in mode {options.Threshold.Mode.Name()}.";

    /// <summary>A woken replica of this host that an operator puts back, and nobody else.</summary>
    public ReplicaId? KeptAwake { get; set; }

    /// <summary>
    /// A woken replica of this host that takes the active one's place as soon as it has caught up, however long that takes.
    /// </summary>
    public ReplicaId? Recovering { get; set; }

    /// <summary>Fewer replicas vote than have to agree.</summary>
    public bool Misses => open.Roster.Count < options.Threshold.MatchingReplies;

    /// <summary>Why this host does not serve: for too long fewer replicas run than have to agree. Null: enough run, or soon will.</summary>
    public string? TooFew()
    {
        tooFewSince = open.Roster.Count - Replacements.Count >= options.Threshold.MatchingReplies
            ? null
            : tooFewSince ?? outbox.Now;
        return outbox.Now - tooFewSince > options.ReplacementPatience
            ? $"Fewer than {options.Threshold.MatchingReplies} replicas run; another one takes too long to be made."
            : null;
    }

    /// <summary>
    /// Why this host does not serve and will not before all hosts are started anew: replicas ended, and there are no others
    /// to take their place. Null: enough are left.
    /// </summary>
    public string? TooFewLeft() =>
        options.Threshold.HasPassiveReplicas ? null
        : options.Threshold.Mode == ReplicationMode.Crash && open.Roster.IsRetired(options.Self)
            ? "The replica of this host ended, and there is no other one to take its place."
        : Misses && open.Roster.Hosts.Any()
            ? $"Fewer than {options.Threshold.MatchingReplies} replicas are left, and there are no others to take their place."
        : null;

    /// <summary>
    /// That replica does not vote any more, from the lowest unsettled write on. A woken one is put back; an active one
    /// is replaced by the woken one of its host, or by one made from the passive one.
    /// </summary>
    public void Replace(ReplicaId replica)
    {
        if (!options.Threshold.HasPassiveReplicas)
        {
            Retire(replica);
        }
        else if (open.Roster.IsHelper(replica))
        {
            Dismiss(replica, NextPosition());
            Look();
        }
        else if (open.Roster.IsActive(replica))
        {
            ReplaceActive(replica.Host, NextPosition());
            Look();
        }
    }

    /// <summary>
    /// Where nobody waits for the slowest replica, one that has fallen so far behind that there is no room for more is given
    /// up.
    /// </summary>
    public void RetireIfBehind(Epoch epoch, bool windowFull)
    {
        if (windowFull && !options.Threshold.HasPassiveReplicas && Running.Active.Condition == ReplicaCondition.Running)
        {
            outbox.Report(ReportKind.ReplicaSuspected, "It has fallen too far behind and is ended.", Running.Active.Id);
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(epoch, Running.Active.Id)));
        }
    }

    /// <summary>A passive replica of the host is woken for the lowest unsettled write.</summary>
    public ReplicaId Wake(HostId host, SequenceNumber first)
    {
        var helper = open.Roster.Wake(host, first);
        Replacements.Begin(helper, outbox.Now);
        outbox.Report(ReportKind.HelpTaken, $"{helper} is woken and executes from {first} on.", helper, first);
        if (host == options.Self)
        {
            hold.Needed(outbox.Now);
            Running.Wake(helper, first);
            Passive.Want(helper);
        }

        return helper;
    }

    /// <summary>
    /// Fewer hosts serve than there have to be replicas: the passive one of this host is woken for good (SPARE 4.1.4).
    /// </summary>
    public bool Compensate(HostId host)
    {
        if (!Misses || !Help.IsClean(host))
        {
            return false;
        }

        Help.Take(host);
        Wake(host, NextPosition());
        return true;
    }

    /// <summary>
    /// The host recovers: its passive replica is woken beside the active one. Null: not now, because another replica is
    /// being made or awake, or no other clean passive replica would be left.
    /// </summary>
    public ReplicaId? Recover(HostId host)
    {
        if (WhyNotWake(host) is not null)
        {
            return null;
        }

        Help.Take(host);
        return Wake(host, NextPosition());
    }

    /// <summary>Why the passive replica of the host is not woken without need; null: it may be. All managers say the same.</summary>
    public string? WhyNotWake(HostId host) =>
        !options.Threshold.HasPassiveReplicas ? NoPassive
        : open.Roster.Helpers(host).Any() ? $"A woken replica of {host} executes requests already."
        : Replacements.Any ? "Another replica is being made."
        : Help.Open > 0 ? "Passive replicas are being woken to decide a write."
        : !Help.IsClean(host) ? $"There is no clean passive replica on {host} now."
        : Help.Clean < 2 ? $"The passive replica of {host} is the last clean one.{WhereOthersAre()}"
        : null;

    /// <summary>
    /// Tells the others the images of this host's replicas, and has the passive one made again if one votes that is of the
    /// same image: when another host has a passive replica meanwhile, and nobody is waited for.
    /// </summary>
    public void Rotate(Epoch epoch)
    {
        rotation.Advance(epoch, Running, Passive.IsClean);
        if (Passive.IsClean && !Passive.IsInCheck && rotation.PassiveCollides && !rotation.LowerCollides
            && Running.Helpers.IsEmpty && !Replacements.Any && Help.Open == 0
            && open.Roster.Hosts.Any(host => host != options.Self && Help.IsClean(host)))
        {
            Passive.Exchange();
        }
    }

    /// <summary>Why states are not compared now; null: they may be. All managers say the same.</summary>
    public string? WhyNotCheck() =>
        NothingToCompare() ?? (
        Replacements.Any ? "Another replica is being made."
        : Help.Open > 0 ? "Passive replicas are being woken to decide a write."
        : null);

    /// <summary>
    /// Nobody but an operator, or a host that comes back, may end it: elsewhere a woken replica executes requests, and the passive
    /// replica of this host is the last clean one.
    /// </summary>
    public bool IsLastCleanBesideWoken =>
        Help.IsClean(options.Self) && Help.Clean < 2 && Help.Open == 0 && !Replacements.Any
        && open.Roster.Hosts.Any(host => host != options.Self && open.Roster.Helpers(host).Any());

    /// <summary>Why a woken replica of this host stays awake until somebody ends that; null: there is none, or it goes by itself.</summary>
    public string? WhatKeepsAwake() =>
        KeptAwake is { } kept && open.Roster.IsHelper(kept)
            ? $"{kept} is awake because an operator woke it: 'spare passivate {kept}' puts it back."
        : Away() is { Length: > 0 } away && Running.Helpers is [var helper, ..] && helper.Id != Recovering
            ? $"{away} away, and {helper.Id} stands in for what is missing: recover when all hosts serve again."
        : null;

    /// <summary>Why there is no state that could be compared yet; null: there is one.</summary>
    public string? NothingToCompare() => open.Sequencer.Position == SequenceNumber.None
        ? "No request has been executed yet: all replicas are as their images are."
        : null;

    /// <summary>It executes requests, or is the passive replica of its host, under the id that it will have when it is woken.</summary>
    public bool IsThere(ReplicaId replica) => open.Roster.IsThere(replica);

    /// <summary>Why the replica goes on executing requests, whatever an operator says; null: it need not. All say the same.</summary>
    public string? WhyNotPutBack(ReplicaId replica) =>
        !options.Threshold.HasPassiveReplicas ? NoPassive
        : !open.Roster.IsActive(replica) && !open.Roster.IsHelper(replica) ? $"{replica} does not execute requests."
        : open.Roster.IsActive(replica) && !open.Roster.Helpers(replica.Host).Any()
            ? $"It is the only replica of {replica.Host} that executes requests: 'spare activate {replica.Host}' wakes another one."
        : Replacements.Any ? "Another replica is being made."
        : open.Roster.Count <= options.Threshold.MatchingReplies
            ? $"Only {open.Roster.Count} replicas execute requests, as many as have to agree."
        : Help.IsAbout(open.Writes.First) ? "Woken replicas decide a write now."
        : null;

    /// <summary>A write was voided: from the next position on every host has another replica.</summary>
    public void ReplaceAll(SequenceNumber first)
    {
        foreach (var host in open.Roster.Hosts.ToArray())
        {
            foreach (var helper in open.Roster.Helpers(host).ToArray())
            {
                Dismiss(helper, first);
            }

            ReplaceActive(host, first);
        }

        open.Answers.Withdraw(first);
        open.Window.Forget(first);
        open.Reads.Reconsider(first, open.Writes.First);
    }

    /// <summary>A new epoch: the replicas that the hosts named vote on what is unsettled.</summary>
    public void BeginEpoch(IReadOnlyCollection<HostReady> hosts)
    {
        var first = NextPosition();
        Help.BeginEpoch();
        open.Roster.BeginEpoch(hosts, first);
        foreach (var host in hosts)
        {
            Help.Changed(host.Replica.Host, host.Passive);
        }

        foreach (var helper in Running.Helpers.Where(helper => !open.Roster.IsHelper(helper.Id)).ToArray())
        {
            Passive.Unwant(helper.Id);
            Running.Dismiss(helper.Id, first);
        }

        Invariant.Holds(open.Roster.Active(options.Self) == Running.Active.Id);
        Replacements.Clear();
        foreach (var host in hosts.Where(host => !host.Runs))
        {
            Replacements.Begin(host.Replica, outbox.Now);
        }
    }

    /// <summary>This host takes part again: its replicas are made with everything up to that update.</summary>
    public void Return(UpdateNumber number)
    {
        Passive.Return(number);
        Passive.Want(Running.Active.Id);
    }

    /// <summary>Has a woken replica of this host put back once it is not needed any more.</summary>
    public void PutBack(Epoch epoch)
    {
        if (Running.Helpers.LastOrDefault(woken => woken.Id != KeptAwake && woken.Id != Recovering) is { } helper
            && helper.Condition == ReplicaCondition.Running && hold.IsOver(outbox.Now)
            && open.Roster.Count - Replacements.Count > options.Threshold.MatchingReplies
            && putBack != (epoch, helper.Id) && !Help.IsAbout(open.Writes.First))
        {
            putBack = (epoch, helper.Id);
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(epoch, helper.Id)));
        }
    }

    /// <summary>
    /// Starts, updates or makes the passive replica, if that is due. A replica that is started has all agreed updates:
    /// of what is in line for it, only what comes after the last of them is its business.
    /// </summary>
    public void Advance(AgreedUpdates agreed)
    {
        if (agreed.IsComplete && Passive.Advance(open.Writes.First) is { } starting)
        {
            Running.Find(starting)?.SkipSettled(agreed.LastRecorded);
        }
    }

    /// <summary>A replica that will be started will have all agreed updates: nothing is kept for it that is settled by now.</summary>
    public void SkipSettled(AgreedUpdates agreed)
    {
        foreach (var replica in Running.All.Where(replica => Passive.IsWanted(replica.Id)))
        {
            replica.SkipSettled(agreed.LastRecorded);
        }
    }

    private SequenceNumber NextPosition() => open.Writes.First ?? open.Sequencer.Position.Next;

    private void ReplaceActive(HostId host, SequenceNumber first)
    {
        var old = open.Roster.Active(host);
        var woken = open.Roster.Helpers(host).FirstOrDefault();
        var next = open.Roster.Replace(host, first);
        outbox.Report(ReportKind.ReplicaReplaced, $"{next} takes the place of {old}.", next, first);
        Replacements.End(old);
        if (next != woken)
        {
            Help.Take(host);
            Replacements.Begin(next, outbox.Now);
        }

        if (host == options.Self)
        {
            Passive.Unwant(old);
            Running.Replace(next, first);
            if (next != woken)
            {
                Passive.Want(next);
            }
        }
    }

    /// <summary>The hosts that have no part in the epoch, as the beginning of a sentence; empty: there are none.</summary>
    private string Away()
    {
        HostId[] away = [.. options.Hosts.Where(host => !open.Roster.Hosts.Contains(host))];
        return away.Length == 0 ? string.Empty : $"{string.Join(", ", away)} {(away.Length == 1 ? "is" : "are")}";
    }

    /// <summary>A sentence on what an operator can do about that; empty: nothing.</summary>
    private string WhereOthersAre() =>
        Away() is { Length: > 0 } away ? $" {away} away: 'spare status' of the others shows when all serve again."
        : open.Roster.Hosts.SelectMany(open.Roster.Helpers).FirstOrDefault() is { IsValid: true } woken
            ? $" {woken} is awake; if an operator woke it, 'spare passivate {woken}' puts it back."
            : string.Empty;

    private void Retire(ReplicaId replica)
    {
        if (!open.Roster.IsActive(replica) || !open.Roster.Retire(replica.Host))
        {
            return;
        }

        outbox.Report(
            ReportKind.ReplicaRetired,
            $"{replica} is ended, and there is no other one to take its place: it is down until all hosts are started anew.", replica);
        if (replica.Host == options.Self)
        {
            Running.Retire();
        }
    }

    private void Dismiss(ReplicaId helper, SequenceNumber first)
    {
        open.Roster.Dismiss(helper);
        Replacements.End(helper);
        outbox.Report(ReportKind.HelperPutBack, $"{helper} does not help any more.", helper);
        if (helper.Host == options.Self)
        {
            Passive.Unwant(helper);
            Running.Dismiss(helper, first);
        }
    }

    /// <summary>Who counts has changed: looks again at the votes on all that is undecided.</summary>
    private void Look()
    {
        var first = NextPosition();
        open.Writes.Retain();
        open.Answers.Withdraw(first);
        open.Reads.Reconsider(first, open.Writes.First);
    }
}

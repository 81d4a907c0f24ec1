using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;
using Spare.Replication.Execution;
using Spare.Replication.Requests;
using Spare.Replication.StateChecks;

namespace Spare.Replication.Recovery;

/// <summary>
/// Proactive recovery of this host (SPARE 4.2): once enough replicas vouch for the state of the clean passive replica, it is
/// woken, executes beside the active one until it has caught up, and takes its place at one position of the order, so that
/// no request waits for it.
/// </summary>
internal sealed class ProactiveRecovery(
    ReplicationOptions options, Successions successions, Vouching vouching, Automation automation, Outbox outbox)
{
    /// <summary>Operators that wait; one more is refused.</summary>
    public const int TicketsMaximum = 16;

    private readonly RecoverySchedule schedule = new(options.Self, options.Hosts, options.RecoveryPeriod);
    private readonly RecoveryWait wait = new(outbox);
    private readonly List<ulong> tickets = [];
    private bool asked;

    private ReplicaId? Recovering
    {
        get => successions.Recovering;
        set => successions.Recovering = value;
    }

    private bool IsWanted => tickets.Count > 0 || (IsDue && !automation.IsPaused);

    /// <summary>Two active replicas are of one image only after all were replaced at once.</summary>
    private bool IsDue => schedule.IsDue(outbox.Now) || successions.Rotation.ActiveCollides;

    /// <summary>The operator wants it now.</summary>
    public void Ask(ulong ticket, string? held)
    {
        if ((held ?? WhyNever()) is { } reason)
        {
            Refuse(ticket, reason);
        }
        else if (tickets.Count >= TicketsMaximum)
        {
            Refuse(ticket, "Too many ask for it.");
        }
        else
        {
            tickets.Add(ticket);
        }
    }

    /// <summary>Begins a recovery that is due or asked for, and ends one whose new replica runs.</summary>
    public void Advance(Epoch epoch, bool isServing)
    {
        if (Recovering is { } recovering)
        {
            End(epoch, recovering);
        }
        else if (!IsWanted)
        {
            vouching.Unwant();
        }
        else if (vouching.TakeFailure() is { } reason)
        {
            PutOff(reason);
        }
        else if (isServing && !asked && (WhyNot() ?? successions.WhyNotWake(options.Self)) is null
            && !successions.Rotation.PassiveCollides)
        {
            Begin(epoch);
        }
    }

    /// <summary>Operators learn what the recovery that they asked for waits for. Called in each step, after everything else.</summary>
    /// <param name="held">Why this host does not serve; null when it does.</param>
    public void Watch(string? held)
    {
        if (tickets.Count == 0)
        {
            wait.End();
        }
        else
        {
            wait.Look(held ?? WhatFor(), passesByItself: !successions.IsLastCleanBesideWoken, successions.Running.Active.Id);
        }
    }

    /// <summary>The message was delivered; <paramref name="helper"/> is being woken, or nobody.</summary>
    public void Begun(ReplicaId? helper)
    {
        asked = false;
        Recovering = helper;
        if (helper is null)
        {
            vouching.Spend();
        }

        vouching.Unwant();
    }

    public void BeginEpoch()
    {
        asked = false;
        Recovering = null;
    }

    private void Begin(Epoch epoch)
    {
        if (vouching.Holds)
        {
            asked = true;
            outbox.Add(new ManagerEffect.Multicast(new RecoveryBegun(epoch, options.Self)));
        }
        else
        {
            vouching.Want();
        }
    }

    private void End(Epoch epoch, ReplicaId recovering)
    {
        if (successions.Running.Active.Id == recovering)
        {
            Finish(recovering);
        }
        else if (successions.Running.Helpers is not [var helper] || helper.Id != recovering)
        {
            (Recovering, asked) = (null, false); // It did not come up; tried again when there is a clean passive replica.
        }
        else if (successions.Passive.LastStarted is { IsVouchedFor: false } started && started.Replica == recovering)
        {
            PutBack(epoch, recovering); // The one that was vouched for was lost, and this one made instead.
        }
        else if (helper is { Condition: ReplicaCondition.Running, HasCaughtUp: true } && !asked)
        {
            asked = true;
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(epoch, successions.Running.Active.Id)));
        }
    }

    private void Finish(ReplicaId recovering)
    {
        outbox.Report(ReportKind.Recovered, $"{recovering} has taken over.", recovering);
        schedule.Recovered(outbox.Now);
        foreach (var ticket in tickets)
        {
            outbox.Add(new ManagerEffect.RecoveryDone(ticket, recovering, null));
        }

        tickets.Clear();
        asked = false;
        Recovering = null;
    }

    private void PutBack(Epoch epoch, ReplicaId recovering)
    {
        if (!asked)
        {
            asked = true;
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(epoch, recovering)));
        }
    }

    /// <summary>By schedule it is tried again; operators are told, and decide.</summary>
    private void PutOff(string reason)
    {
        outbox.Report(
            ReportKind.RecoveryPutOff, $"This host does not recover now, and its active replica stays. {reason}",
            successions.Running.Active.Id);
        foreach (var ticket in tickets)
        {
            Refuse(ticket, reason);
        }

        tickets.Clear();
    }

    private void Refuse(ulong ticket, string reason) =>
        outbox.Add(new ManagerEffect.RecoveryDone(ticket, successions.Running.Active.Id, reason));

    private string? WhatFor() =>
        Recovering is { } recovering ? $"{recovering} was woken; it takes over once it has caught up with what was ordered."
        : WhyNot() ?? successions.WhyNotWake(options.Self) ?? (
        successions.Rotation.PassiveCollides ? "The passive replica is of an image that votes already; another one is to be made."
        : !vouching.Holds ? "The states of the replicas are compared first."
        : null);

    /// <summary>What does not pass while an operator waits; null: nothing.</summary>
    private string? WhyNever() =>
        !options.Threshold.HasPassiveReplicas ? successions.NoPassive
        : successions.WhatKeepsAwake() ?? successions.NothingToCompare();

    private string? WhyNot() =>
        WhyNever() ?? (
        successions.Running.Helpers.Length > 0 ? "A replica of this host is awake already to decide votes."
        : !successions.Passive.IsClean ? "There is no clean passive replica on this host now."
        : successions.Replacements.Any ? "Another replica is being made."
        : null);
}

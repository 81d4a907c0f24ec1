using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Replication.Requests;

namespace Spare.Replication.Activation;

/// <summary>
/// Wakes the passive replica of a host for good, and puts a replica back, when an operator says so. Whether that may be is
/// decided where the message is delivered, by what all managers know.
/// </summary>
internal sealed class OperatorActivation(ReplicationOptions options, RequestPath path, Outbox outbox)
{
    /// <summary>Operators that wait for a replica to run; one more is refused.</summary>
    public const int TicketsMaximum = 16;

    private readonly List<(ulong Ticket, ReplicaId Replica)> waiting = [];

    private Successions Successions => path.Successions;

    /// <param name="held">Why this host does not serve; null when it does.</param>
    public void Ask(ManagerEvent.ActivationAsked asked, string? held)
    {
        var reason = held ?? Successions.WhyNotWake(options.Self)
            ?? (waiting.Count >= TicketsMaximum ? "Too many ask for it." : null);
        if (reason is not null)
        {
            Answer(asked.Ticket, path.Running.Active.Id, reason);
        }
        else
        {
            outbox.Add(new ManagerEffect.Multicast(new PassiveActivated(path.Epoch, options.Self, asked.Ticket)));
        }
    }

    /// <inheritdoc cref="Ask(ManagerEvent.ActivationAsked, string)"/>
    public void Ask(ManagerEvent.PassivationAsked asked, string? held)
    {
        if ((held ?? Successions.WhyNotPutBack(asked.Replica) ?? WhyNotYet(asked.Replica)) is { } reason)
        {
            Answer(asked.Ticket, asked.Replica, reason);
        }
        else
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaPassivated(path.Epoch, asked.Replica, asked.Ticket)));
        }
    }

    /// <summary>Whatever else was delivered is none of its business.</summary>
    public void Deliver(HostId sender, GroupMessage message)
    {
        switch (message)
        {
            case PassiveActivated activated when activated.Epoch == path.Epoch && activated.Host == sender:
                Activate(activated);
                break;
            case ReplicaPassivated passivated when passivated.Epoch == path.Epoch && passivated.Replica.Host == sender:
                Passivate(passivated);
                break;
            default:
                break;
        }
    }

    /// <summary>Tells operators that their replica runs, or will not.</summary>
    public void Advance()
    {
        foreach (var (ticket, replica) in waiting.ToArray())
        {
            var found = path.Running.Find(replica);
            if (found is not { Condition: ReplicaCondition.Making })
            {
                waiting.Remove((ticket, replica));
                Answer(ticket, replica, found is { Condition: ReplicaCondition.Running } ? null : $"{replica} did not come up.");
            }
        }
    }

    private void Activate(PassiveActivated message)
    {
        var reason = Successions.WhyNotWake(message.Host);
        var woken = Successions.Recover(message.Host);
        if (message.Host != options.Self)
        {
            return;
        }

        if (woken is { } replica)
        {
            Successions.KeptAwake = replica;
            waiting.Add((message.Ticket, replica));
        }
        else
        {
            Answer(message.Ticket, path.Running.Active.Id, reason);
        }
    }

    private void Passivate(ReplicaPassivated message)
    {
        var reason = Successions.WhyNotPutBack(message.Replica);
        if (reason is null)
        {
            path.Replace(message.Epoch, message.Replica);
        }

        if (message.Replica.Host == options.Self)
        {
            Answer(message.Ticket, reason is null ? path.Running.Active.Id : message.Replica, reason);
        }
    }

    /// <summary>A replica that takes over from another one must have executed what that one has.</summary>
    private string? WhyNotYet(ReplicaId replica) =>
        path.Running.Active.Id == replica && path.Running.Helpers is [var next, ..]
            && next is not { Condition: ReplicaCondition.Running, HasCaughtUp: true }
            ? $"{next.Id} would take over, and has not caught up yet."
            : null;

    private void Answer(ulong ticket, ReplicaId replica, string? refusal) =>
        outbox.Add(new ManagerEffect.ActivationDone(ticket, replica, refusal));
}

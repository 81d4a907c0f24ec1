using Spare.Replication.Activation;
using Spare.Replication.Poison;
using Spare.Replication.Recovery;
using Spare.Replication.Requests;
using Spare.Replication.Serving;

namespace Spare.Replication;

/// <summary>What operators ask of this host, and who answers it.</summary>
internal sealed class OperatorQuestions(
    RequestPath path, Membership membership, ProactiveRecovery recovery, OperatorActivation activation,
    EntryQuarantine quarantine, Automation automation, Outbox outbox)
{
    /// <summary>False: nobody asked anything with this.</summary>
    public bool Take(ManagerEvent input, Availability availability)
    {
        switch (input)
        {
            case ManagerEvent.FlushAsked flush:
                path.Successions.Passive.Flush(flush.Ticket);
                return true;
            case ManagerEvent.RecoveryAsked asked:
                recovery.Ask(asked.Ticket, availability.Held);
                return true;
            case ManagerEvent.BootstrapAsked asked:
                membership.Bootstrap(asked);
                return true;
            case ManagerEvent.AutomationAsked asked:
                automation.IsPaused = asked.Pause;
                outbox.Add(new ManagerEffect.AutomationDone(asked.Ticket, asked.Pause));
                return true;
            case ManagerEvent.StateAsked asked:
                var state = ManagerState.Of(path, membership.Serving, availability.WhyHeld());
                outbox.Add(new ManagerEffect.TellState(asked.Ticket, state with
                {
                    Quarantined = quarantine.InForce,
                    AutomationPaused = automation.IsPaused,
                    Suspected =
                    [
                        .. path.Suspicions.At(outbox.Now).Where(suspicion => path.Running.Find(suspicion.Replica) is not null),
                    ],
                }));
                return true;
            case ManagerEvent.ActivationAsked asked:
                activation.Ask(asked, availability.Held);
                return true;
            case ManagerEvent.PassivationAsked asked:
                activation.Ask(asked, availability.Held);
                return true;
            case ManagerEvent.ReleaseAsked asked:
                quarantine.Ask(path.Epoch, asked, availability.Held);
                return true;
            default:
                return false;
        }
    }
}

using Spare.Replication;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Loop;

/// <summary>
/// Carries out effects, called by the loop in the order of the list. Slow ones run beside the loop and report with an
/// event when they are done.
/// </summary>
public sealed class EffectExecutor(
    EventQueue queue, GroupSender group, IPeerLink peers, PendingAnswers answers, SlowEffects slow,
    IOperatorConsole console, IEvidenceStore evidence)
{
    internal DeadlineTimers? Deadlines { get; set; }

    /// <summary>To be called when there is nothing more to execute for now.</summary>
    public void Flush() => peers.Flush();

    public void Execute(ManagerEffect effect)
    {
        switch (effect)
        {
            case ManagerEffect.Multicast multicast:
                group.Send(multicast.Message);
                break;
            case ManagerEffect.SendVote vote:
                peers.Send(vote.Receiver, vote.Message.Encode());
                break;
            case ManagerEffect.Answer answer:
                answers.Answer(answer);
                break;
            case ManagerEffect.Refuse refusal:
                answers.Refuse(refusal.Id, refusal.Refusal);
                break;
            case ManagerEffect.SetDeadline deadline:
                Deadlines?.Set(deadline.Key, deadline.At);
                break;
            case ManagerEffect.Report report:
                console.Report(report.Event);
                break;
            case ManagerEffect.FlushDone done:
                console.FlushDone(done.Ticket, done.Number);
                break;
            case ManagerEffect.RecoveryDone done:
                console.RecoveryDone(done.Ticket, done.Active, done.Refusal);
                break;
            case ManagerEffect.ActivationDone done:
                console.ActivationDone(done.Ticket, done.Replica, done.Refusal);
                break;
            case ManagerEffect.ReleaseDone done:
                console.ReleaseDone(done.Ticket, done.Refusal);
                break;
            case ManagerEffect.BootstrapDone done:
                console.BootstrapDone(done);
                break;
            case ManagerEffect.AutomationDone done:
                console.AutomationDone(done.Ticket, done.Paused);
                break;
            case ManagerEffect.TellState told:
                console.TellState(told.Ticket, told.State);
                break;
            case ManagerEffect.KeepEvidence keep:
                evidence.Keep(keep.Case);
                break;
            default:
                slow.Begin(effect, queue);
                break;
        }
    }
}

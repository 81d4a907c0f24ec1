using Spare.Protocol;
using Spare.Replication;

namespace Spare.Runtime.Loop;

/// <summary>Where the core's answers to operators go. Called from the loop: it must not wait.</summary>
public interface IOperatorConsole
{
    void Report(ManagerReport happened);

    void FlushDone(ulong ticket, UpdateNumber number);

    /// <param name="refusal">Why the host did not recover; null: <paramref name="active"/> has taken over.</param>
    void RecoveryDone(ulong ticket, ReplicaId active, string? refusal);

    /// <param name="replica">The one that was woken; after one was put back, the active one.</param>
    /// <param name="refusal">Why nothing changed; null: it did.</param>
    void ActivationDone(ulong ticket, ReplicaId replica, string? refusal);

    /// <param name="refusal">Why nothing was released from quarantine; null: it was, on all hosts.</param>
    void ReleaseDone(ulong ticket, string? refusal);

    void BootstrapDone(ManagerEffect.BootstrapDone done);

    void AutomationDone(ulong ticket, bool paused);

    void TellState(ulong ticket, ManagerState state);
}

using Spare.Protocol;
using Spare.Replication;

namespace Spare.Runtime.Loop;

/// <summary>Where the core's answers to operators go. Called from the loop: it must not wait.</summary>
public interface IOperatorConsole
{
    void Report(ManagerReport happened);

    void FlushDone(ulong ticket, UpdateNumber number);

    void TellState(ulong ticket, ManagerState state);
}

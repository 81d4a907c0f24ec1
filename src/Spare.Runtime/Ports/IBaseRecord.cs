using Spare.Replication.Updates;

namespace Spare.Runtime.Ports;

/// <summary>Which machine the passive replicas of this host are made from, on stable storage beside the journal.</summary>
public interface IBaseRecord
{
    /// <summary>Null: they are made from the image.</summary>
    /// <exception cref="JournalException">It is damaged, or cannot be read.</exception>
    BaseMachine? Read();

    /// <summary>Completes when it is on stable storage; the one before is there until then. One caller at a time.</summary>
    /// <exception cref="JournalException">The disk failed or is full; nobody knows which of the two is there.</exception>
    ValueTask WriteAsync(BaseMachine? machine, CancellationToken cancellation);
}

/// <summary>A machine that was never started, with all updates up to a place in the order.</summary>
public sealed record BaseMachine(VirtualMachineName Name, JournalEnd End);

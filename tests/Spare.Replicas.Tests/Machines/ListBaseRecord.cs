using Spare.Runtime.Ports;

namespace Spare.Replicas.Tests.Machines;

/// <summary>A base record in memory.</summary>
internal sealed class ListBaseRecord : IBaseRecord
{
    public BaseMachine? Recorded { get; private set; }

    public JournalException? Failure { get; set; }

    /// <summary>Called before a write takes effect.</summary>
    public Action<BaseMachine?> Writing { get; set; } = _ => { };

    public BaseMachine? Read() => Failure is null ? Recorded : throw Failure;

    public ValueTask WriteAsync(BaseMachine? machine, CancellationToken cancellation)
    {
        Writing(machine);
        if (Failure is not null)
        {
            throw Failure;
        }

        Recorded = machine;
        return default;
    }
}

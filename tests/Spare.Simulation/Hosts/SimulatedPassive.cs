using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Simulation.Service;

namespace Spare.Simulation.Hosts;

/// <summary>A passive replica: it knows the number of its last update and skips those that it has.</summary>
public sealed class SimulatedPassive(Bank bank, UpdateNumber number)
{
    /// <summary>Made from the image.</summary>
    public SimulatedPassive()
        : this(new Bank(), UpdateNumber.None)
    {
    }

    public Bank Bank => bank;

    public UpdateNumber Number { get; private set; } = number;

    /// <summary>It is made, and neither lost nor woken to execute requests.</summary>
    public bool IsThere { get; set; } = true;

    public void Apply(ImmutableArray<AgreedUpdate> updates)
    {
        foreach (var update in updates)
        {
            if (update.Number == Number.Next)
            {
                Bank.Apply(update.WriteSet.Span);
                Number = update.Number;
            }
        }
    }
}

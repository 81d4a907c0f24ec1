using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Simulation.Service;

namespace Spare.Simulation.Hosts;

/// <summary>A passive replica: it knows the number of its last update and skips those that it has.</summary>
public sealed class SimulatedPassive
{
    public Bank Bank { get; } = new();

    public UpdateNumber Number { get; private set; }

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

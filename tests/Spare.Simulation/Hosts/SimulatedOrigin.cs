using Spare.Protocol;
using Spare.Simulation.Service;

namespace Spare.Simulation.Hosts;

/// <summary>What passive replicas of a host are made from, on its disk: in the beginning the image.</summary>
/// <param name="Chain">The digest of all verdicts up to its last update.</param>
public sealed record SimulatedOrigin(Bank Bank, UpdateNumber Number, Digest Chain)
{
    public static SimulatedOrigin Image => new(new Bank(), UpdateNumber.None, default);
}

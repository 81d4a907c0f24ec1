using Spare.Protocol;

namespace Spare.Simulation.Faults;

/// <summary>
/// What a seed's plan has besides what is drawn. It follows from the seed alone, so that other runs are what they would be
/// without it.
/// </summary>
internal static class PlanOfSeed
{
    public static SimulationPlan Complete(SimulationPlan drawn, ulong seed) =>
        HangingOnReturn(Hanging(OfMode(WithFaults(drawn, seed), seed), seed), seed);

    /// <summary>Faults together that few plans have by chance, each in a fortieth of the seeds.</summary>
    private static SimulationPlan WithFaults(SimulationPlan drawn, ulong seed) =>
        WithDamage(WithLossInSplit(WithTwoReturns(drawn, seed), seed), seed);

    /// <summary>
    /// In a fortieth of the seeds one host of three goes on alone, and the two others come back to it at about the
    /// same time; in half of these one of the two hangs.
    /// </summary>
    private static SimulationPlan WithTwoReturns(SimulationPlan drawn, ulong seed) => seed % 40 != 24 ? drawn : drawn with
    {
        Threshold = new FaultThreshold(2), Troubles = [Trouble.Split, Trouble.Skew], KeepsQuorum = true, VictimWins = true,
        HangsOnReturn = seed % 80 == 24 ? TimeSpan.FromSeconds(30) : null,
    };

    /// <summary>
    /// In a fortieth of the seeds those that go on in a split lose power. They alone may start service again, and
    /// one that was cut off and still has its replicas may not.
    /// </summary>
    private static SimulationPlan WithLossInSplit(SimulationPlan drawn, ulong seed) => seed % 40 != 16 ? drawn : drawn with
    {
        Troubles = [Trouble.Split, Trouble.Skew], KeepsQuorum = true, LosesPowerInSplit = true,
    };

    /// <summary>
    /// In a fortieth of the seeds all hosts lose power while clients write, and a disk is damaged; in a third of these another
    /// has all of it, and they have to go on.
    /// </summary>
    private static SimulationPlan WithDamage(SimulationPlan drawn, ulong seed) => seed % 40 != 32 ? drawn : drawn with
    {
        Troubles = [Trouble.PowerLoss], ReadPercent = 0, DamagesDisk = true, DamagesOnlyCopies = seed % 120 == 32,
    };

    private static SimulationPlan OfMode(SimulationPlan drawn, ulong seed) => (seed % 8) switch
    {
        5 => drawn.In(ReplicationMode.Crash, seed / 8) with { StandsStill = seed / 8 % 2 == 0 },
        7 => drawn.In(ReplicationMode.AppBft, seed / 8),
        _ => drawn with
        {
            RetryingClients = RetryingClientsOf(seed), BaseInterval = BaseIntervalOf(seed), StandsStill = seed % 3 == 0,
            Images = ImagesOf(drawn, seed),
        },
    };

    private static int RetryingClientsOf(ulong seed) => seed % 4 == 0 ? 1 + (int)(seed / 4 % 6) : 0;

    /// <summary>A quarter of the seeds have checks of states.</summary>
    private static int? BaseIntervalOf(ulong seed) => seed % 2 == 0 ? null : new[] { 3, 10, 40 }[seed / 2 % 3];

    /// <summary>A third of the seeds have as many images as replicas may vote on one request.</summary>
    private static int ImagesOf(SimulationPlan drawn, ulong seed) => seed % 3 == 1 ? (2 * drawn.Threshold.Faults) + 1 : 1;

    /// <summary>
    /// In a fifth of the seeds hosts notice when one hangs, and in two thirds of those one does; for a moment, or
    /// longer than a client of another one may wait.
    /// </summary>
    private static SimulationPlan Hanging(SimulationPlan plan, ulong seed) => plan with
    {
        NoticesSilence = seed % 5 == 2,
        Hangs = (seed % 15) switch
        {
            2 => TimeSpan.FromSeconds(3),
            7 => TimeSpan.FromSeconds(plan.OneEntry && plan.Victim == plan.Hosts[0] ? 30 : 120),
            _ => null,
        },
    };

    /// <summary>
    /// In a quarter of the seeds a host hangs on its way back, if one comes back; longer than the others wait
    /// for it and their clients for them, or just until the others go on without it.
    /// </summary>
    private static SimulationPlan HangingOnReturn(SimulationPlan plan, ulong seed) => plan with
    {
        HangsOnReturn = (seed % 11) switch
        {
            0 or 3 => TimeSpan.FromSeconds(30),
            6 => TimeSpan.FromMilliseconds(2_000 + (seed / 11 % 60)),
            _ => plan.HangsOnReturn,
        },
    };
}

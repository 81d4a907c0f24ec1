using Spare.Benchmarks.Masking;
using Spare.Benchmarks.Paper.Testbeds;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Testbeds;
using Spare.Lab.Machines;

namespace Spare.Benchmarks.Paper.Traces;

/// <summary>Brings up the hosts that something happens to.</summary>
internal static class RegisterSites
{
    /// <param name="testbed">Null: a lab on this machine.</param>
    public static async Task<RegisterSite> StartAsync(Testbed? testbed, Experiment experiment, CancellationToken cancellation) =>
        testbed is null
            ? await RegisterTopology.StartAsync(HypervisorDriver.Process, cancellation)
            : await TestbedRegister.StartAsync(testbed, experiment, cancellation);
}

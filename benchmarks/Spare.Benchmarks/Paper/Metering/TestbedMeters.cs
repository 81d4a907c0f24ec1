using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Evaluation.Machine;
using Spare.Evaluation.Testbeds;

namespace Spare.Benchmarks.Paper.Metering;

/// <summary>Meters on the hosts of a testbed.</summary>
internal static class TestbedMeters
{
    /// <param name="number">0 is the witness.</param>
    public static MeterLink Start(Testbed testbed, TestbedHost host, int number)
    {
        var metered = new MeteredHost(number, host.Interface, host.Socket, CountsEnergy: true);

        // Started by 'env', a path such as ./reach is one in the testbed's directory.
        var command = new ProcessStartInfo("env", ["--", .. host.Reach, .. host.Bench, .. metered.Arguments])
        {
            WorkingDirectory = testbed.Directory,
        };
        return MeterLink.Start(command, metered.ToString());
    }

    /// <summary>What the hosts are, and how busy; an exception for the first that cannot be reached.</summary>
    public static async Task<ImmutableArray<(MachineState State, Provenance Provenance)>> LookAsync(
        Testbed testbed, CancellationToken cancellation)
    {
        var machines = ImmutableArray.CreateBuilder<(MachineState, Provenance)>();
        for (var i = 0; i < testbed.Hosts.Length; i++)
        {
            await using var meter = Start(testbed, testbed.Hosts[i], i + 1);
            var answer = await meter.AskAsync(MeterQuestion.Machine, cancellation);
            machines.Add(answer is { State: { } state, Provenance: { } provenance }
                ? (state, provenance) : throw new BenchmarkException($"Host {i + 1} does not tell what it is."));
        }

        return machines.ToImmutable();
    }
}

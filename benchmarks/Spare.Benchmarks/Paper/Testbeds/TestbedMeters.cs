using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Benchmarks.Paper.Metering;
using Spare.Evaluation.Machine;
using Spare.Evaluation.Testbeds;

namespace Spare.Benchmarks.Paper.Testbeds;

/// <summary>Meters on the hosts of a testbed.</summary>
internal static class TestbedMeters
{
    /// <param name="number">0 is the witness.</param>
    public static MeterLink Start(Testbed testbed, TestbedHost host, int number)
    {
        var metered = new MeteredHost(number, host.Interface, host.Socket, CountsEnergy: true);
        return MeterLink.Start(Command(testbed, host, metered.Arguments), metered.ToString());
    }

    /// <summary>Has this program run on the host. Started by 'env', a path such as ./reach is one in the testbed's directory.</summary>
    public static ProcessStartInfo Command(Testbed testbed, TestbedHost host, IEnumerable<string> arguments) =>
        new("env", ["--", .. host.Reach, .. host.Bench, .. arguments]) { WorkingDirectory = testbed.Directory };

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

using Spare.Evaluation.Machine;

namespace Spare.Evaluation.Tests.Machine;

public sealed class MachineTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-evaluation-");

    [Theory]
    [InlineData(0.4, 8_000_000, null)]
    [InlineData(1.5, 8_000_000, "1.50 of 2 processors")]
    [InlineData(0.4, 1_000_000, "976 MB")]
    public void A_busy_machine_is_no_place_to_measure(double used, long kilobytes, string? objection)
    {
        var state = MachineState.Read("3.10 0.20 0.30 1/200 999", ["MemTotal: 9000000 kB", $"MemAvailable:   {kilobytes} kB"]) with
        {
            Used = used,
        };

        Assert.Contains(objection ?? "nothing", state.Objection(processors: 2) ?? "nothing", StringComparison.Ordinal);
    }

    [Fact]
    public void Processors_that_are_idle_or_wait_for_disks_are_not_in_use() =>
        Assert.Equal(1 + 2 + 3 + 6 + 7 + 8, MachineState.BusyTicks(["cpu  1 2 3 1000 2000 6 7 8 50 60", "cpu0 9 9 9 9 9 9 9 9 9 9"]));

    [Fact]
    public async Task A_processor_that_somebody_needs_is_in_use()
    {
        using var end = new CancellationTokenSource();
        var busy = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                Thread.SpinWait(1000);
            }
        });

        var state = await MachineState.NowAsync(CancellationToken.None);
        await end.CancelAsync();
        await busy;

        Assert.InRange(state.Used, 0.3, Environment.ProcessorCount + 0.2);
    }

    [Fact]
    public void Without_a_counter_of_energy_power_is_not_measured() => Assert.Null(PowerMeter.TryStart(directory.FullName));

    [Fact]
    public void Energy_is_that_of_whole_packages_and_counters_begin_again()
    {
        var package = Zone("intel-rapl:0", 900_000);
        Zone("intel-rapl:0:0", 5);
        var meter = PowerMeter.TryStart(directory.FullName);

        Assert.NotNull(meter);
        File.WriteAllText(Path.Combine(package, "energy_uj"), "950000\n");
        Assert.Equal(0.05, meter.Joules(), 6);
        File.WriteAllText(Path.Combine(package, "energy_uj"), "100000\n");
        Assert.Equal(0.2, meter.Joules(), 6);
    }

    public void Dispose() => directory.Delete(recursive: true);

    private string Zone(string name, long microjoules)
    {
        var zone = directory.CreateSubdirectory(name).FullName;
        File.WriteAllText(Path.Combine(zone, "energy_uj"), $"{microjoules}\n");
        File.WriteAllText(Path.Combine(zone, "max_energy_range_uj"), "1000000\n");
        return zone;
    }
}

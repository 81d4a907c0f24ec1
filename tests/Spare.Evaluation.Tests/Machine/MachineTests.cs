using Spare.Evaluation.Machine;

namespace Spare.Evaluation.Tests.Machine;

public sealed class MachineTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-evaluation-");

    [Theory]
    [InlineData("0.10 0.20 0.30 1/200 999", 8_000_000, null)]
    [InlineData("1.50 0.20 0.30 1/200 999", 8_000_000, "load is 1.50")]
    [InlineData("0.10 0.20 0.30 1/200 999", 1_000_000, "976 MB")]
    public void A_busy_machine_is_no_place_to_measure(string load, long kilobytes, string? objection)
    {
        var state = MachineState.Read(load, ["MemTotal: 9000000 kB", $"MemAvailable:   {kilobytes} kB"]);

        Assert.Contains(objection ?? "nothing", state.Objection(processors: 2) ?? "nothing", StringComparison.Ordinal);
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

using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Programs;

/// <summary>A measurement whose terminal is closed.</summary>
public sealed class MeasurementTests
{
    private const string Labs = "/run/spare-labs";

    [Fact]
    public async Task A_measurement_whose_terminal_is_closed_leaves_nothing()
    {
        var before = BenchLabs();
        using var bench = ProgramRun.Start(
            SourceTree.Program("spare-bench", "Spare.Benchmarks"), "run", "--only", "masking", "--injections", "1");
        await bench.LineAsync("daemons, each with");
        var own = Assert.Single(BenchLabs().Except(before));

        bench.Signal("HUP");

        Assert.Equal(130, await bench.EndAsync());
        Remains.AreNone(new LabName(own));
    }

    private static string[] BenchLabs() => Directory.Exists(Labs)
        ? [.. Directory.GetFiles(Labs, "*bench*").Select(path => Path.GetFileName(path))]
        : [];
}

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Spare.Simulation.Tests.Planted;

/// <summary>
/// Defects of one line, planted in a copy of the pure projects: the simulator finds them. <c>make soak</c> plants them
/// all; these five are found at once.
/// </summary>
public sealed class PlantedDefectTests
{
    private static readonly string[] Planted =
    [
        "agreed-time-is-the-stamp",
        "offer-counted-before-it-is-ordered",
        "read-beside-a-write",
        "reply-before-lower-writes-are-settled",
        "reply-before-the-journal-has-it",
    ];

    private static string Root => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    [Fact]
    public async Task The_simulator_finds_planted_defects()
    {
        var (code, output) = await RunAsync("ops/planted", Planted);

        Assert.True(code == 0, output);
        Assert.Contains("5 of 5 planted defects were found", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_planted_defect_fits_the_code_as_it_is()
    {
        var patches = Directory.GetFiles(Path.Combine(Root, "tests", "Spare.Simulation.Planted"), "*.patch");

        Assert.NotEmpty(patches);
        foreach (var patch in patches)
        {
            var (code, output) = await RunAsync("patch", ["--dry-run", "-p1", "--fuzz=0", "-f", "-i", patch]);
            Assert.True(code == 0, $"{Path.GetFileName(patch)}: {output}");
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root, program) is var own && File.Exists(own) ? own : program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var outputs = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(outputs));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

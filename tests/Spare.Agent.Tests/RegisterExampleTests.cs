using System.Diagnostics;

namespace Spare.Agent.Tests;

/// <summary>The example is a service of every image, whatever Python that has.</summary>
public sealed class RegisterExampleTests
{
    private const string Import = "import sys; sys.path.insert(0, '/opt/spare/examples/register'); import register";

    [Theory]
    [InlineData("bullseye")]
    [InlineData("bookworm")]
    [InlineData("trixie")]
    public async Task The_register_can_be_read_by_the_Python_of_each_suite(string suite)
    {
        var (_, system) = await RunAsync("system", suite);

        var (code, _) = await RunAsync(
            "inside", system.Trim(), "--bind", $"{SourceTree.Directory}:/opt/spare", "python3", "-B", "-c", Import);

        Assert.Equal(0, code);
    }

    private static async Task<(int Code, string Written)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(SourceTree.PathOf($"vm-images/{program}"), arguments) { RedirectStandardOutput = true })!;
        var written = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, written);
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Spare.Evaluation.Plots;

/// <summary>Draws plots as SVG and PNG.</summary>
internal static class Gnuplot
{
    private const string Program = "gnuplot";
    private static readonly (string Ending, string Terminal)[] Forms =
        [("svg", "svg size 900,500 dynamic background 'white' font 'sans,14'"), ("png", "pngcairo size 1350,750 font 'sans,16'")];

    /// <summary>Before hours are measured whose plots could not be drawn.</summary>
    /// <exception cref="ResultsException">It is not installed.</exception>
    public static Task CheckAsync(CancellationToken cancellation) => RunAsync(".", "--version", cancellation);

    /// <summary>The scripts stay beside the pictures, values included, so that they can be drawn anew.</summary>
    public static async Task DrawAsync(string directory, IEnumerable<Plot> plots, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        foreach (var plot in plots)
        {
            var script = Path.Combine(directory, $"{plot.Name}.gnuplot");
            await File.WriteAllTextAsync(script, ScriptOf(plot), cancellation);
            await RunAsync(directory, Path.GetFileName(script), cancellation);
        }
    }

    public static string ScriptOf(Plot plot)
    {
        var text = new StringBuilder();
        foreach (var (name, lines) in plot.Blocks)
        {
            text.Append($"${name} << EOD\n{string.Join('\n', lines)}\nEOD\n");
        }

        text.Append($"set title \"{plot.Title}\" noenhanced\nset grid ytics lc rgb '#dddddd'\nset key outside below noenhanced\n");
        foreach (var (ending, terminal) in Forms)
        {
            text.Append($"set terminal {terminal}\nset output '{plot.Name}.{ending}'\n{plot.Script}\n");
        }

        return text.ToString();
    }

    private static async Task RunAsync(string directory, string argument, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Program, [argument])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start) ?? throw new ResultsException($"{Program} did not start: run 'make setup'.");
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
            {
                throw new ResultsException(
                    $"{Program} ended with code {process.ExitCode} at {Path.Combine(directory, argument)}: {(await errors).Trim()}");
            }
        }
        catch (Win32Exception)
        {
            throw new ResultsException($"{Program} is not installed: run 'make setup'.");
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace Spare.Lab;

/// <summary>Runs one of the machine's own programs to its end.</summary>
internal static class Tool
{
    /// <summary>Held while a program starts, which inherits what is open for it alone.</summary>
    public static readonly Lock Starting = new();

    /// <summary>What it wrote to its standard output; <see cref="LabException"/> when it ended with another code than 0.</summary>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments);
        var (code, output, errors) = await RunAsync(start, cancellation);
        return code == 0 ? output : throw new LabException(
            $"'{program} {string.Join(' ', start.ArgumentList)}' ended with {code}: {errors.Trim()}{RootAdvice()}");
    }

    /// <summary>Exit code, standard output and standard error; cancellation kills the program.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(
        ProcessStartInfo start, CancellationToken cancellation)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        using var process = Start(start);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            lock (Starting)
            {
                return Process.Start(start) ?? throw new LabException($"'{start.FileName}' did not start.");
            }
        }
        catch (Win32Exception e)
        {
            throw new LabException($"'{start.FileName}' cannot be started: {e.Message}. Run 'make setup' to install it.", e);
        }
    }

    private static string RootAdvice() => Environment.IsPrivilegedProcess ? "" : " The lab needs root: run it with sudo.";
}

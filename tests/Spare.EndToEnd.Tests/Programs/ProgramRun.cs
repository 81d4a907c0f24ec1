using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Spare.EndToEnd.Tests.Programs;

/// <summary>One of the project's programs, started as a person would, with what it writes.</summary>
internal sealed class ProgramRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process process;
    private readonly StringBuilder written = new();
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    private ProgramRun(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>Both streams, in the order in which they came.</summary>
    public string Written
    {
        get
        {
            lock (written)
            {
                return written.ToString();
            }
        }
    }

    public static ProgramRun Start(string program, params string[] arguments) =>
        Start(new ProcessStartInfo(program, arguments));

    public static ProgramRun Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new ProgramRun(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start"));
    }

    /// <summary>Waits for a line that contains the text; fails with all that was written when the program ends first.</summary>
    public async Task<string> LineAsync(string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(limit.Token))
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Reported below.
        }

        throw new Xunit.Sdk.XunitException($"'{text}' was not written. What was:\n{Written}");
    }

    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            lines.Writer.TryComplete();
            return;
        }

        lock (written)
        {
            written.AppendLine(line);
        }

        lines.Writer.TryWrite(line);
    }
}

using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Spare.Hypervisor.Processes;

/// <summary>
/// Moves what a machine prints from its named pipe into a file of bounded size, with one predecessor. A machine that
/// prints faster than <see cref="TurnMaximum"/> each turn waits in its own write.
/// </summary>
internal sealed class MachineConsole : IDisposable
{
    internal const int TurnMaximum = 1024 * 1024;

    /// <summary>Bytes of <see cref="Last"/>: an unhandled exception with where it was thrown.</summary>
    internal const int LastMaximum = 8 * 1024;

    private readonly SafeFileHandle pipe;
    private readonly string file;
    private readonly int fileMaximum;
    private readonly byte[] buffer = new byte[64 * 1024];
    private byte[] last = [];

    private MachineConsole(SafeFileHandle pipe, string file, int fileMaximum)
    {
        this.pipe = pipe;
        this.file = file;
        this.fileMaximum = fileMaximum;
    }

    internal static MachineConsole Open(string pipe, string file, int fileMaximum)
    {
        var descriptor = NativeMethods.Open(pipe, NativeMethods.ReadOnlyNonBlockingCloseOnExec);
        if (descriptor >= 0)
        {
            _ = NativeMethods.Control(descriptor, NativeMethods.SetPipeSize, TurnMaximum);
        }

        return new MachineConsole(new SafeFileHandle(descriptor, ownsHandle: true), file, fileMaximum);
    }

    /// <summary>Takes what is there now. A full disk loses what was printed, not the machine.</summary>
    internal void Drain()
    {
        var total = 0;
        while (!pipe.IsInvalid && total < TurnMaximum)
        {
            var count = (int)NativeMethods.Read(pipe, buffer, buffer.Length);
            if (count <= 0)
            {
                return;
            }

            total += count;
            Keep(buffer.AsSpan(0, count));
            try
            {
                Append(buffer.AsSpan(0, count));
            }
            catch (IOException)
            {
                return;
            }
        }
    }

    /// <summary>What was printed last, in one line; it is the machine's, and nothing in it commands a terminal.</summary>
    internal string Last() => string.Join(
        " | ",
        new string([.. Encoding.UTF8.GetString(last).Select(letter => letter != '\n' && char.IsControl(letter) ? ' ' : letter)])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    public void Dispose() => pipe.Dispose();

    private void Keep(ReadOnlySpan<byte> text)
    {
        text = text[Math.Max(0, text.Length - LastMaximum)..];
        last = [.. last.AsSpan(Math.Max(0, last.Length + text.Length - LastMaximum)), .. text];
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, fileMaximum)];
        if (File.Exists(file) && new FileInfo(file).Length + text.Length > fileMaximum)
        {
            File.Move(file, $"{file}.1", overwrite: true);
        }

        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(text);
    }
}

using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// The memory of a machine's emulator as the host's kernel has it: while the machine is paused it may move out to swap,
/// which is best compressed memory, and it comes back when the machine goes on.
/// </summary>
internal sealed class EmulatorMemory(string domainName)
{
    /// <summary>Moved at a time: whoever resumes the machine waits for no more than one.</summary>
    private const ulong PartMaximum = 16 * 1024 * 1024;

    /// <summary>Counts what was asked for: only the last counts.</summary>
    private int asked;

    /// <summary>Begins to move it out, in the background; ends when that is done, refused, or no more wanted.</summary>
    internal Task BeginGivingBack() => Begin(NativeMethods.PageOut);

    /// <summary>Begins to bring back what was moved out, in the background.</summary>
    internal Task BeginBringingBack() => Begin(NativeMethods.WillNeed);

    /// <summary>Nothing is moved any more.</summary>
    internal void Stop() => Interlocked.Increment(ref asked);

    private Task Begin(int advice)
    {
        var mine = Interlocked.Increment(ref asked);
        return Task.Run(() => Advise(advice, () => Volatile.Read(ref asked) == mine));
    }

    /// <exception cref="HypervisorException">The kernel refused.</exception>
    private void Advise(int advice, Func<bool> isWanted)
    {
        try
        {
            if (EmulatorProcess.Find(domainName) is not { } process)
            {
                return;
            }

            using var handle = new SafeFileHandle(NativeMethods.OpenProcess(process, 0), ownsHandle: true);
            if (handle.IsInvalid)
            {
                return;
            }

            foreach (var part in MemoryRegion.Read(File.ReadLines($"/proc/{process}/maps"))
                .SelectMany(region => region.Parts(PartMaximum)))
            {
                if (!isWanted())
                {
                    return;
                }

                if (NativeMethods.Advise(handle, [part], 1, advice, 0) < 0)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                }
            }
        }
        catch (Exception refused) when (refused is Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw new HypervisorException($"the memory of {domainName} cannot be moved: {refused.Message}", refused);
        }
    }
}

using System.Diagnostics;
using Spare.Configuration.Hosts;

namespace Spare.Lab.Machines;

/// <summary>
/// Finds out whether KVM boots a guest here: that its device is there says little, as not every module that offers it
/// runs an unchanged kernel.
/// </summary>
internal static class KvmProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Without a disk, a kernel that came up has nothing left to do but to say this.</summary>
    private const string CameUp = "Kernel panic - not syncing: VFS";

    private static readonly string[] Machine =
        ["-accel", "kvm", "-m", "128", "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot"];

    public static async Task<MachineAcceleration> RunAsync(string kernel, CancellationToken cancellation)
    {
        if (!File.Exists("/dev/kvm"))
        {
            return MachineAcceleration.Emulation;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            var (_, output, _) = await Tool.RunAsync(
                new ProcessStartInfo(
                    "qemu-system-x86_64", [.. Machine, "-kernel", kernel, "-append", "console=ttyS0 panic=-1"]),
                limit.Token);
            return output.Contains(CameUp, StringComparison.Ordinal) ? MachineAcceleration.Kvm : MachineAcceleration.Emulation;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return MachineAcceleration.Emulation;
        }
    }
}

using System.Runtime.InteropServices;

namespace Spare.Lab;

/// <summary>
/// Signals, which .NET offers for its own children only and without a choice; and who inherits a descriptor.
/// </summary>
internal static partial class NativeMethods
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    public const int CloseOnExec = 1;
    private const int SetDescriptorFlags = 2;

    public static void SetCloseOnExec(int descriptor, int flag)
    {
        if (Control(descriptor, SetDescriptorFlags, flag) != 0)
        {
            throw new LabException($"Descriptor {descriptor} cannot be handed on: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);
}
